package dev.solera.benchmarks.command;

import dev.solera.benchmarks.wire.WireMeasurement;
import dev.solera.benchmarks.wire.WireSettings;
import dev.solera.standalone.command.OutputLines;
import dev.solera.standalone.command.SoleraCommand;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code benchmarks wire}: what precisions and compressions cost. */
@Command(
        name = "wire",
        mixinStandardHelpOptions = true,
        versionProvider = SoleraCommand.Version.class,
        sortOptions = false,
        description =
                "Trains a pipeline in one process once with each precision, and tells bytes a sample, the speed of encoding and "
                        + "decoding with each compression, and what probes get right. It has no bound.")
final class WireCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--pipeline",
            paramLabel = "NAME|FILE",
            defaultValue = "speech-small",
            description = "What is trained. Default: speech-small.")
    private String pipeline;

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

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "As of solera train; may be repeated.")
    private Map<String, String> overrides = new LinkedHashMap<>();

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "500",
            description = "Training steps with each precision. Default: 500.")
    private long steps;

    @Option(
            names = "--evaluation-limit",
            paramLabel = "WINDOWS",
            defaultValue = "3000",
            description = "As of solera train. Default: 3000.")
    private int evaluationLimit;

    @Option(
            names = "--samples",
            paramLabel = "N",
            defaultValue = "32",
            description = "Samples that are encoded. Default: 32.")
    private int samples;

    @Override
    public Integer call() {
        WireSettings settings = new WireSettings(
                pipeline,
                overrides,
                Map.of(
                        "solera.ingest.source", data,
                        "solera.ingest.labels", labels,
                        "solera.ingest.held-out", heldOut,
                        "solera.ingest.steps", steps,
                        "solera.ingest.evaluation-limit", evaluationLimit),
                samples);
        new WireMeasurement(settings, this::say).run().lines().forEach(this::say);
        return CommandLine.ExitCode.OK;
    }

    private void say(String line) {
        OutputLines.say(spec, line);
    }
}
