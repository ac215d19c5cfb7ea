package dev.solera.standalone.command;

import java.io.PrintWriter;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns whatever goes wrong into one line on standard error: status 2 where the command was wrong, else 1. */
public final class ErrorLines {

    private static final Logger LOG = LoggerFactory.getLogger(ErrorLines.class);

    private static final int FAULTS_SHOWN = 20;

    private ErrorLines() {}

    /** Makes a command line tell its errors here; returns it. */
    public static CommandLine of(CommandLine command) {
        return command.setUsageHelpLongOptionsMaxWidth(30)
                .setExecutionStrategy(ErrorLines::runUnlessSomethingIsEmpty)
                .setParameterExceptionHandler(ErrorLines::onParameter)
                .setExecutionExceptionHandler(ErrorLines::onExecution);
    }

    /** What is wrong where only the program's name was given. */
    public static ParameterException missingCommand(CommandSpec spec) {
        return new ParameterException(
                spec.commandLine(),
                "a command is missing; allowed: "
                        + String.join(", ", spec.subcommands().keySet()));
    }

    /** An unset variable in quotes is an empty argument, and must not pass for one that was left out. */
    private static int runUnlessSomethingIsEmpty(ParseResult parsed) {
        for (CommandLine command : parsed.asCommandLineList()) {
            for (ArgSpec argument : command.getParseResult().matchedArgs()) {
                if (argument.originalStringValues().contains("")) {
                    throw new ParameterException(
                            command, "%s is empty; allowed: %s".formatted(name(argument), argument.paramLabel()));
                }
            }
        }
        return new CommandLine.RunLast().execute(parsed);
    }

    private static String name(ArgSpec argument) {
        return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
    }

    private static int onParameter(ParameterException e, String[] arguments) {
        CommandLine command = e.getCommandLine();
        String help = command.getCommandSpec().qualifiedName() + " --help";
        print(
                command.getErr(),
                oneLine(e.getMessage()).replaceFirst("^Error: ", "") + suggestions(e) + " (see " + help + ")");
        return CommandLine.ExitCode.USAGE;
    }

    private static int onExecution(Exception e, CommandLine command, ParseResult parsed) {
        print(command.getErr(), oneLine(e.getMessage() == null ? e.toString() : e.getMessage()));
        if (e instanceof IllegalArgumentException) {
            return CommandLine.ExitCode.USAGE;
        }
        LOG.error("command failed", e);
        return CommandLine.ExitCode.SOFTWARE;
    }

    /**
     * Tells the first faults of a check, a line each, and how many there are.
     *
     * @param faults one or more
     * @return the status of a check that found some
     */
    public static int onFaults(List<String> faults, CommandLine command) {
        faults.stream().limit(FAULTS_SHOWN).forEach(fault -> command.getErr().println("fault: " + fault));
        print(command.getErr(), "faults are %d; allowed: 0".formatted(faults.size()));
        return CommandLine.ExitCode.SOFTWARE;
    }

    private static String suggestions(ParameterException e) {
        if (!(e instanceof UnmatchedArgumentException unmatched)) {
            return "";
        }
        List<String> close = unmatched.getSuggestions();
        return close.isEmpty() ? "" : "; did you mean " + String.join(" or ", close) + "?";
    }

    private static String oneLine(String message) {
        return message.strip().replaceAll("\\s*\\R\\s*", " ");
    }

    private static void print(PrintWriter err, String line) {
        err.println("error: " + line);
        err.flush();
    }
}
