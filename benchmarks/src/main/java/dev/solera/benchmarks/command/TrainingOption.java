package dev.solera.benchmarks.command;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** What is trained, and on what, where it is asked what was learned. */
final class TrainingOption {

    @Option(
            names = "--pipeline",
            paramLabel = "NAME|FILE",
            defaultValue = "speech-small",
            description = "What is trained. Default: speech-small.")
    private String pipeline;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "One key of the definition; may be repeated.")
    private Map<String, String> overrides = new LinkedHashMap<>();

    @Option(
            names = "--data",
            paramLabel = "DIR|SOURCE",
            defaultValue = "synthetic",
            description = "As of solera train. Default: synthetic.")
    private String data;

    @Option(names = "--labels", paramLabel = "RULE", defaultValue = "", description = "As of solera train.")
    private String labels;

    @Option(names = "--held-out", paramLabel = "RULE", defaultValue = "", description = "As of solera train.")
    private String heldOut;

    @Option(
            names = "--evaluation-limit",
            paramLabel = "WINDOWS",
            defaultValue = "3000",
            description = "As of solera train. Default: 3000.")
    private int evaluationLimit;

    /** A bundled definition's name, or a file. */
    String pipeline() {
        return pipeline;
    }

    /** By key of the definition. */
    Map<String, String> overrides() {
        return overrides;
    }

    /** Properties of the ingest service, without how long to learn. */
    Map<String, Object> ingest() {
        return Map.of(
                "solera.ingest.source", data,
                "solera.ingest.labels", labels,
                "solera.ingest.held-out", heldOut,
                "solera.ingest.evaluation-limit", evaluationLimit);
    }
}
