package dev.solera.benchmarks.command;

import dev.solera.standalone.command.ErrorLines;
import dev.solera.standalone.command.SoleraCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The top of the command line: which measurements there are. */
@Command(
        name = "benchmarks",
        mixinStandardHelpOptions = true,
        versionProvider = SoleraCommand.Version.class,
        sortOptions = false,
        subcommands = {
            SoakCommand.class,
            CheckpointCostCommand.class,
            PipelineCostCommand.class,
            WireCommand.class,
            LearningCommand.class,
            AlignmentCommand.class,
            ServeLoadCommand.class,
            StreamCommand.class,
            GpuCommand.class,
            TablesCommand.class,
            HelpCommand.class
        },
        description =
                "Measures the whole pipeline, with a broker and every service as a process of its own, and what travels "
                        + "between them. Status 0 only where a measurement is within its bound.",
        synopsisSubcommandLabel = "COMMAND")
public final class BenchmarksCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    /** The whole command line, with errors as one line and no stack trace. */
    public static CommandLine commandLine() {
        return ErrorLines.of(new CommandLine(new BenchmarksCommand()));
    }

    @Override
    public void run() {
        throw ErrorLines.missingCommand(spec);
    }
}
