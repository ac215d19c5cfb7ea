package dev.solera.standalone.command;

import dev.solera.engine.ComputeDevice;
import dev.solera.standalone.port.FreePort;
import dev.solera.standalone.train.EarlierRun;
import dev.solera.standalone.train.TrainRun;
import dev.solera.standalone.train.TrainSettings;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code solera resume}: goes on with a run that was cut off. */
@Command(
        name = "resume",
        mixinStandardHelpOptions = true,
        versionProvider = SoleraCommand.Version.class,
        sortOptions = false,
        description =
                "Goes on with a run that was cut off, by kill -9 or a loss of power, that was stopped, or that has "
                        + "failed and whose cause is gone, from the topics and checkpoints in its folder. What comes out is what would have come out, bit for bit, on the same device; a run of so many "
                        + "--minutes is exempt, as it trains for what is left of them.")
final class ResumeCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "RUN", description = "The run's folder, such as runs/speech-cosine-20260101-120000.")
    private Path run;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "Of the gateway on 127.0.0.1: 0 takes a free one. Default: a free one where the run had a "
                    + "gateway, else none.")
    private Integer port;

    @Mixin
    private DeviceOption device;

    @Override
    public Integer call() throws Exception {
        try (EarlierRun earlier = EarlierRun.open(run)) {
            if (earlier.isTimed()) {
                spec.commandLine()
                        .getErr()
                        .println(
                                "This run has a length in minutes: it trains for what is left of them, to other bits.");
            }
            ComputeDevice computing = device.or(earlier.device(), earlier.definition());
            TrainSettings settings = earlier.settings(computing, gateway(earlier), SoleraCommand.Version.number());
            TrainRun.resume(earlier, settings, spec.commandLine().getOut(), System.err);
        }
        return CommandLine.ExitCode.OK;
    }

    private Optional<Integer> gateway(EarlierRun earlier) {
        if (port == null && !earlier.hadGateway()) {
            return Optional.empty();
        }
        return Optional.of(FreePort.of(port == null ? 0 : port));
    }
}
