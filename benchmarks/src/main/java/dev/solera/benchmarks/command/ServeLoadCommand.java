package dev.solera.benchmarks.command;

import dev.solera.benchmarks.serve.ServeLoad;
import dev.solera.benchmarks.serve.ServeReport;
import dev.solera.benchmarks.serve.ServeSettings;
import dev.solera.standalone.command.OutputLines;
import dev.solera.standalone.command.SoleraCommand;
import dev.solera.standalone.report.RunFolder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code benchmarks serve-load}: what the gateway adds to a model. */
@Command(
        name = "serve-load",
        mixinStandardHelpOptions = true,
        versionProvider = SoleraCommand.Version.class,
        sortOptions = false,
        description = "Serves a run and asks for embeddings of whole windows over loopback, beside ONNX Runtime called "
                + "directly at the same batch. Bound: 0.8 of its speed with two connections or more.")
final class ServeLoadCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "RUN", description = "The folder of a run that has ended.")
    private Path run;

    @Option(
            names = "--connections",
            paramLabel = "N,...",
            split = ",",
            defaultValue = "1,8,64",
            description = "Clients at the same time, one measurement each. Default: 1,8,64.")
    private List<Integer> connections;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "10",
            description = "Length of each measurement. Default: 10.")
    private int seconds;

    @Override
    public Integer call() throws Exception {
        ServeSettings settings =
                new ServeSettings(connections, Duration.ofSeconds(seconds), Duration.ofSeconds(Math.min(seconds, 3)));
        ServeReport report = new ServeLoad(RunFolder.ended(run), settings).run();
        report.lines().forEach(line -> OutputLines.say(spec, line));
        return report.holds() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }
}
