package dev.solera.standalone.command;

import dev.solera.definition.InvalidDefinitionException;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Single keys of a definition set on the command line, such as {@code batch=4} or
 * {@code modules[0].encoder[0].channels=256}. They are set in the YAML as it was written, before defaults are inherited, so
 * {@code loss.negatives.count=64} is the default of every module. {@code [*]} is every element of a list; elements that have no list where
 * another follows are left as they are: {@code modules[*].encoder[*].norm=channels}. A learning rate that is a number is the peak of
 * the schedule that keys such as {@code learning-rate.warm-up} make of it.
 */
public final class DefinitionOverrides {

    private static final String EACH = "[*]";
    private static final String RATE = "learning-rate";

    private static final YAMLMapper YAML = new YAMLMapper();

    private DefinitionOverrides() {}

    /**
     * @param nameOrFile a bundled definition's name, or the path of a YAML file
     * @param overrides value by dotted key
     * @throws InvalidDefinitionException naming the key, the value and what is allowed
     */
    public static PipelineDefinition load(String nameOrFile, Map<String, String> overrides) {
        if (overrides.isEmpty()) {
            return PipelineDefinitions.load(nameOrFile);
        }
        PipelineDefinitions.load(nameOrFile);
        ObjectNode root = (ObjectNode) YAML.readTree(text(nameOrFile));
        overrides.forEach((key, value) -> set(root, key, value));
        return PipelineDefinitions.parse(YAML.writeValueAsString(root));
    }

    private static void set(ObjectNode root, String key, String value) {
        List<String> path = List.of(key.replace("[", ".[").split("\\.", -1));
        if (path.stream().anyMatch(String::isBlank) || path.get(path.size() - 1).startsWith("[")) {
            throw refusal(key);
        }
        List<JsonNode> nodes = List.of(root);
        boolean each = false;
        for (int i = 0; i < path.size() - 1; i++) {
            each |= path.get(i).equals(EACH);
            nodes = children(nodes, path.get(i), each && path.get(i + 1).startsWith("["), key);
        }
        JsonNode parsed = parse(key, value);
        for (JsonNode node : nodes) {
            if (!(node instanceof ObjectNode parent)) {
                throw refusal(key);
            }
            parent.set(path.get(path.size() - 1), parsed.deepCopy());
        }
    }

    /** @param some whether it is a list that only some of the nodes need have, as they are all elements of another */
    private static List<JsonNode> children(List<JsonNode> nodes, String name, boolean some, String key) {
        List<JsonNode> children = new ArrayList<>();
        for (JsonNode node : nodes) {
            if (name.equals(EACH) && node instanceof ArrayNode list) {
                list.forEach(children::add);
            } else if (!some || node.has(name)) {
                children.add(child(node, name, key));
            }
        }
        if (children.isEmpty()) {
            throw refusal(key);
        }
        return children;
    }

    private static JsonNode child(JsonNode node, String name, String key) {
        if (name.startsWith("[") && name.endsWith("]") && node instanceof ArrayNode list) {
            JsonNode element = list.get(index(name, key));
            if (element == null) {
                throw refusal(key);
            }
            return element;
        }
        if (node instanceof ObjectNode mapping && !name.startsWith("[")) {
            JsonNode rate = mapping.path(name);
            if (name.equals(RATE) && rate.isNumber()) {
                return mapping.putObject(name).set("peak", rate);
            }
            return mapping.has(name) ? mapping.get(name) : mapping.putObject(name);
        }
        throw refusal(key);
    }

    private static int index(String name, String key) {
        try {
            return Integer.parseInt(name.substring(1, name.length() - 1));
        } catch (NumberFormatException e) {
            throw refusal(key);
        }
    }

    private static JsonNode parse(String key, String value) {
        try {
            return YAML.readTree(value);
        } catch (JacksonException e) {
            throw InvalidDefinitionException.of(key, value, "a YAML value");
        }
    }

    private static InvalidDefinitionException refusal(String key) {
        return InvalidDefinitionException.of(
                "--set",
                key,
                "a key of the definition such as batch, input.window, modules[0].threads or modules[*].encoder[*].norm");
    }

    private static String text(String nameOrFile) {
        try {
            if (!PipelineDefinitions.BUNDLED.contains(nameOrFile)) {
                return Files.readString(Path.of(nameOrFile));
            }
            try (InputStream in = PipelineDefinitions.class.getResourceAsStream("/pipelines/" + nameOrFile + ".yaml")) {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(nameOrFile + " cannot be read", e);
        }
    }
}
