package dev.solera.pipeline;

import static dev.solera.pipeline.PipelineDefinitions.INHERITED;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.solera.definition.InvalidDefinitionException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.InvalidTypeIdException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.exc.ValueInstantiationException;

/** Says what is wrong with a definition in its user's words: the key with its path, the value, what is allowed. */
final class DefinitionRefusal {

    private DefinitionRefusal() {}

    /**
     * @param e why the definition could not be bound
     * @param root the definition
     */
    static InvalidDefinitionException of(DatabindException e, JsonNode root) {
        String path = path(e.getPath());
        if (e instanceof UnrecognizedPropertyException unknown) {
            return unknown(path, unknown.getReferringClass());
        }
        if (e instanceof ValueInstantiationException refused
                && e.getCause() instanceof InvalidDefinitionException cause) {
            return misspelt(e.getPath(), refused.getType().getRawClass(), root)
                    .orElseGet(() -> new InvalidDefinitionException(within(path, cause.getMessage())));
        }
        if (e instanceof InvalidTypeIdException kind) {
            return kind(kind, path);
        }
        Optional<InvalidDefinitionException> misspelt = misspelt(e.getPath(), root);
        if (misspelt.isPresent()) {
            return misspelt.get();
        }
        if (e instanceof InvalidFormatException format && format.getTargetType().isEnum()) {
            return InvalidDefinitionException.of(path, format.getValue(), constants(format.getTargetType()));
        }
        return new InvalidDefinitionException(path + " is missing or not " + kind(e));
    }

    /** A modality, layer or objective that does not exist. */
    private static InvalidDefinitionException kind(InvalidTypeIdException e, String path) {
        Class<?> family = e.getBaseType().getRawClass();
        String key = family.getAnnotation(JsonTypeInfo.class).property();
        String known = Arrays.stream(family.getAnnotation(JsonSubTypes.class).value())
                .map(JsonSubTypes.Type::name)
                .collect(Collectors.joining(", "));
        String place = path.endsWith("." + key) ? path : path + "." + key;
        return InvalidDefinitionException.of(place, e.getTypeId() == null ? "missing" : e.getTypeId(), known);
    }

    /** A record's message begins with its component's key, a single value's with the key that the path ends with. */
    private static String within(String path, String message) {
        if (path.isEmpty()) {
            return message;
        }
        String key = message.substring(0, message.indexOf(' '));
        return path.equals(key) || path.endsWith("." + key)
                ? path + message.substring(key.length())
                : path + "." + message;
    }

    private static Optional<InvalidDefinitionException> misspelt(List<JacksonException.Reference> path, JsonNode root) {
        if (path.isEmpty() || !(path.get(path.size() - 1).from() instanceof Class<?> type) || !type.isRecord()) {
            return Optional.empty();
        }
        return misspelt(path.subList(0, path.size() - 1), type, root);
    }

    /** A misspelt key first shows as another one that is missing. */
    private static Optional<InvalidDefinitionException> misspelt(
            List<JacksonException.Reference> parents, Class<?> type, JsonNode root) {
        JsonNode node = root;
        for (JacksonException.Reference step : parents) {
            node = step.getPropertyName() == null ? node.path(step.getIndex()) : node.path(step.getPropertyName());
        }
        String prefix = parents.isEmpty() ? "" : path(parents) + ".";
        List<String> known = keys(type);
        return node.propertyNames().stream()
                .filter(key -> !known.contains(key))
                .findFirst()
                .map(key -> unknown(prefix + key, type));
    }

    private static InvalidDefinitionException unknown(String path, Class<?> type) {
        return InvalidDefinitionException.of("the key " + path, "unknown", String.join(", ", keys(type)));
    }

    /** What a mapping that is bound to {@code type} may hold. */
    static List<String> keys(Class<?> type) {
        Stream<String> own = Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getName)
                .map(name -> name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT));
        Stream<String> kind = Arrays.stream(type.getInterfaces())
                .flatMap(DefinitionRefusal::family)
                .map(JsonTypeInfo::property);
        Stream<String> inherited = type == PipelineDefinition.class ? INHERITED.stream() : Stream.empty();
        return Stream.of(kind, own, inherited).flatMap(keys -> keys).toList();
    }

    /** How members of a family are told apart, where {@code type} belongs to one. */
    private static Stream<JsonTypeInfo> family(Class<?> type) {
        return Stream.concat(
                Stream.ofNullable(type.getDeclaredAnnotation(JsonTypeInfo.class)),
                Arrays.stream(type.getInterfaces()).flatMap(DefinitionRefusal::family));
    }

    private static String path(List<JacksonException.Reference> steps) {
        StringBuilder path = new StringBuilder();
        for (JacksonException.Reference step : steps) {
            if (step.getPropertyName() == null) {
                path.append('[').append(step.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(step.getPropertyName());
            }
        }
        return path.toString();
    }

    private static String constants(Class<?> type) {
        return Arrays.stream(type.getEnumConstants())
                .map(constant -> PipelineDefinitions.word((Enum<?>) constant))
                .collect(Collectors.joining(", "));
    }

    private static String kind(DatabindException e) {
        Class<?> type = e instanceof MismatchedInputException mismatch ? mismatch.getTargetType() : Object.class;
        if (type == int.class || type == Integer.class || type == long.class || type == Long.class) {
            return "a whole number";
        }
        if (type == double.class || type == Double.class) {
            return "a number";
        }
        if (type == LearningRate.class) {
            return "a number or " + mapping(type);
        }
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        if (List.class.isAssignableFrom(type)) {
            return "a list";
        }
        return type != null && type.isRecord() ? mapping(type) : "a text";
    }

    static String mapping(Class<?> type) {
        return "a mapping with the keys " + String.join(", ", keys(type));
    }
}
