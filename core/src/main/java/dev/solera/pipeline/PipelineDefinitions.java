package dev.solera.pipeline;

import dev.solera.definition.InvalidDefinitionException;
import dev.solera.definition.Spelling;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.EnumNamingStrategies;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/**
 * Reads and writes pipeline definitions. The keys {@code loss} and {@code threads} may stand at the top level, where
 * they are the default of every module; a module's own keys win, and all of the default's where it names another objective. A layer of an encoder that does not say what it is, is a
 * convolution over time; a context network a GRU; a loss InfoNCE. What is written back is the resolved form.
 */
public final class PipelineDefinitions {

    /** The definitions that come with the product, by name. */
    public static final List<String> BUNDLED =
            List.of("speech", "speech-small", "speech-cosine", "vision", "vision-small");

    /** Top-level keys that are every module's defaults. */
    static final List<String> INHERITED = List.of("loss", "threads");

    private static final String OBJECTIVE = "objective";
    private static final String INFO_NCE = "info-nce";
    private static final String SCORE = "score";
    private static final String FORM = "form";

    private static final YAMLMapper YAML = YAMLMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .enumNamingStrategy(EnumNamingStrategies.KEBAB_CASE)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(YAMLWriteFeature.WRITE_DOC_START_MARKER)
            .disable(YAMLWriteFeature.USE_NATIVE_TYPE_ID)
            .build();

    private PipelineDefinitions() {}

    /**
     * @param nameOrFile a bundled definition's name, or the path of a YAML file
     * @throws InvalidDefinitionException where it is neither, or its content is refused
     */
    public static PipelineDefinition load(String nameOrFile) {
        if (BUNDLED.contains(nameOrFile)) {
            return bundled(nameOrFile);
        }
        Path file = Path.of(nameOrFile);
        if (!Files.isRegularFile(file)) {
            throw InvalidDefinitionException.of(
                    "pipeline", nameOrFile, String.join(", ", BUNDLED) + ", or the path of a YAML file");
        }
        try {
            return parse(Files.readString(file));
        } catch (InvalidDefinitionException e) {
            throw new InvalidDefinitionException(nameOrFile + ": " + e.getMessage());
        } catch (IOException e) {
            throw new InvalidDefinitionException(nameOrFile + " cannot be read: " + e.getMessage());
        }
    }

    /** @throws InvalidDefinitionException naming the key, the value and what is allowed */
    public static PipelineDefinition parse(String yaml) {
        try {
            JsonNode tree = YAML.readTree(yaml);
            if (!(tree instanceof ObjectNode root)) {
                throw new InvalidDefinitionException("a definition is a YAML mapping with the keys "
                        + String.join(", ", DefinitionRefusal.keys(PipelineDefinition.class)));
            }
            inherit(root);
            root.path("modules").forEach(PipelineDefinitions::nameKinds);
            return bind(root);
        } catch (JacksonException e) {
            throw new InvalidDefinitionException("not readable as YAML: " + e.getOriginalMessage());
        }
    }

    private static PipelineDefinition bind(ObjectNode root) {
        try {
            return YAML.treeToValue(root, PipelineDefinition.class);
        } catch (DatabindException e) {
            throw DefinitionRefusal.of(e, root);
        }
    }

    /** The resolved definition as a tree, keys and values spelled as in YAML. */
    public static JsonNode tree(PipelineDefinition definition) {
        return YAML.valueToTree(definition);
    }

    /** A constant as definitions spell it. */
    public static String word(Enum<?> constant) {
        return Spelling.of(constant);
    }

    /** The resolved definition as YAML, which {@link #parse} reads back to an equal one. */
    public static String format(PipelineDefinition definition) {
        return YAML.writeValueAsString(definition);
    }

    private static PipelineDefinition bundled(String name) {
        try (InputStream in = PipelineDefinitions.class.getResourceAsStream("/pipelines/" + name + ".yaml")) {
            return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IllegalStateException("the bundled definition " + name + " cannot be read", e);
        }
    }

    private static void inherit(ObjectNode root) {
        for (String key : INHERITED) {
            JsonNode shared = root.remove(key);
            if (shared != null) {
                for (JsonNode module : root.path("modules")) {
                    if (module instanceof ObjectNode own) {
                        own.set(key, inherited(shared, own.get(key)));
                    }
                }
            }
        }
    }

    /** The keys of another objective say nothing of a module's own. */
    private static JsonNode inherited(JsonNode shared, JsonNode own) {
        boolean another = own instanceof ObjectNode loss
                && loss.has(OBJECTIVE)
                && !loss.path(OBJECTIVE)
                        .asString("")
                        .equals(shared.path(OBJECTIVE).asString(INFO_NCE));
        return another ? own : withOwnScore(merge(shared, own), own);
    }

    /** A score of another form has nothing of the shared one's: a temperature is a cosine's alone. */
    private static JsonNode withOwnScore(JsonNode merged, JsonNode own) {
        JsonNode score = own == null ? null : own.get(SCORE);
        if (score != null && score.has(FORM) && merged instanceof ObjectNode loss) {
            loss.set(SCORE, score);
        }
        return merged;
    }

    /** The kind of a layer or loss may be left out where it is the usual one. */
    private static void nameKinds(JsonNode module) {
        module.path("encoder").forEach(layer -> name(layer, "layer", "conv1d"));
        name(module.path("context"), "layer", "gru");
        name(module.path("loss"), OBJECTIVE, INFO_NCE);
    }

    private static void name(JsonNode node, String key, String usual) {
        if (node instanceof ObjectNode mapping && !mapping.has(key)) {
            mapping.put(key, usual);
        }
    }

    private static JsonNode merge(JsonNode shared, JsonNode own) {
        if (own == null) {
            return shared.deepCopy();
        }
        if (!(shared instanceof ObjectNode defaults) || !(own instanceof ObjectNode overrides)) {
            return own;
        }
        ObjectNode merged = defaults.deepCopy();
        overrides
                .properties()
                .forEach(entry -> merged.set(entry.getKey(), merge(defaults.get(entry.getKey()), entry.getValue())));
        return merged;
    }
}
