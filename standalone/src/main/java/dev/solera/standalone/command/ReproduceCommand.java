package dev.solera.standalone.command;

import dev.solera.engine.ComputeDevice;
import dev.solera.standalone.lock.FolderLock;
import dev.solera.standalone.report.RunFolder;
import dev.solera.standalone.reproduce.Reproduction;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code solera reproduce}: trains again what a run has trained and compares the bits. */
@Command(
        name = "reproduce",
        mixinStandardHelpOptions = true,
        versionProvider = SoleraCommand.Version.class,
        description =
                "Trains again what a run has trained, from its provenance and in a single loop without Kafka, and "
                        + "compares all parameters bit for bit. Status 0 only where they agree. On a machine of another class, "
                        + "or another device, which is said, other bits are to be expected.")
final class ReproduceCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "RUN", description = "The folder of a run that has ended.")
    private Path run;

    @Mixin
    private DeviceOption device;

    @Override
    public Integer call() throws Exception {
        FolderLock.requireFree("run", run);
        PrintWriter out = spec.commandLine().getOut();
        Reproduction reproduction = new Reproduction(RunFolder.ended(run));
        ComputeDevice computing = device.or(reproduction.device(), reproduction.definition());
        reproduction
                .differences(computing)
                .forEach(difference -> out.println("Another class of machine: " + difference));
        out.println("Training in lock-step what " + run + " trained ...");
        out.flush();
        List<String> faults = reproduction.faults(computing);
        if (faults.isEmpty()) {
            out.println("Same bits in every parameter of every module.");
            return CommandLine.ExitCode.OK;
        }
        return ErrorLines.onFaults(faults, spec.commandLine());
    }
}
