package dev.solera.benchmarks.command;

import dev.solera.benchmarks.wire.WireMeasurement;
import dev.solera.benchmarks.wire.WireSettings;
import dev.solera.standalone.command.OutputLines;
import dev.solera.standalone.command.SoleraCommand;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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

    @Mixin
    private TrainingOption training;

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "500",
            description = "Training steps with each precision. Default: 500.")
    private long steps;

    @Option(
            names = "--samples",
            paramLabel = "N",
            defaultValue = "32",
            description = "Samples that are encoded. Default: 32.")
    private int samples;

    @Override
    public Integer call() {
        Map<String, Object> ingest = new HashMap<>(training.ingest());
        ingest.put("solera.ingest.steps", steps);
        WireSettings settings = new WireSettings(training.pipeline(), training.overrides(), ingest, samples);
        new WireMeasurement(settings, this::say).run().lines().forEach(this::say);
        return CommandLine.ExitCode.OK;
    }

    private void say(String line) {
        OutputLines.say(spec, line);
    }
}
