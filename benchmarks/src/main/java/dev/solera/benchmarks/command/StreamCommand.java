package dev.solera.benchmarks.command;

import dev.solera.benchmarks.measure.LiveHeap;
import dev.solera.benchmarks.stream.StreamReport;
import dev.solera.benchmarks.stream.StreamRun;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import dev.solera.standalone.command.OutputLines;
import dev.solera.standalone.command.SoleraCommand;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code benchmarks stream}: whether every record of a topic is trained on once. */
@Command(
        name = "stream",
        mixinStandardHelpOptions = true,
        versionProvider = SoleraCommand.Version.class,
        sortOptions = false,
        description =
                "Trains a small module on the records of a topic, with every service as a process of its own, and keeps "
                        + "account of what ingest publishes. Status 0 only where no record is lost or fed twice, and ingest's "
                        + "memory after the last one is within 2 %% of that after the first tenth.")
final class StreamCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--records",
            paramLabel = "N",
            defaultValue = "1000000",
            description = "Records of the topic, of 128 bytes each. Default: 1000000.")
    private int records;

    @Mixin
    private OutputOption out;

    @Override
    public Integer call() throws IOException, InterruptedException, ExecutionException {
        LiveHeap.requireTools();
        StreamReport report = new StreamRun(definition(), records, out.folder("stream"), this::say).run();
        report.lines().forEach(this::say);
        return report.holds() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    private static PipelineDefinition definition() throws IOException {
        try (InputStream own = StreamCommand.class.getResourceAsStream("/stream.yaml")) {
            return PipelineDefinitions.parse(new String(own.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private void say(String line) {
        OutputLines.say(spec, line);
    }
}
