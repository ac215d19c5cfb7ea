package dev.solera.harness.command;

import dev.solera.standalone.command.ErrorLines;
import dev.solera.standalone.command.SoleraCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The top of the harness's command line, which {@code ./solera} takes for its own. */
@Command(
        name = "solera",
        mixinStandardHelpOptions = true,
        versionProvider = SoleraCommand.Version.class,
        subcommands = {ChaosCommand.class, HelpCommand.class},
        description = "Kills processes of a run while they work, and proves that nobody can see it in the end.",
        synopsisSubcommandLabel = "COMMAND")
public final class HarnessCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    /** The whole command line, with errors as one line and no stack trace. */
    public static CommandLine commandLine() {
        return ErrorLines.of(new CommandLine(new HarnessCommand()));
    }

    @Override
    public void run() {
        throw ErrorLines.missingCommand(spec);
    }
}
