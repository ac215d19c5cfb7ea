package dev.solera.benchmarks.command;

import dev.solera.pipeline.PipelineDefinition;
import dev.solera.standalone.command.DefinitionOverrides;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** What a measurement trains: the paper's audio network where nothing is said. */
final class DefinitionOption {

    @Option(
            names = "--pipeline",
            paramLabel = "NAME|FILE",
            defaultValue = "speech",
            description = "What is trained. Default: speech.")
    private String pipeline;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "One key of the definition; may be repeated.")
    private Map<String, String> overrides = new LinkedHashMap<>();

    /** A bundled definition's name, or a file. */
    String pipeline() {
        return pipeline;
    }

    /** By key of the definition. */
    Map<String, String> overrides() {
        return overrides;
    }

    PipelineDefinition load() {
        return DefinitionOverrides.load(pipeline, overrides);
    }
}
