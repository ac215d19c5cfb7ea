package dev.solera.standalone.command;

import java.io.PrintWriter;
import picocli.CommandLine.Model.CommandSpec;

/** Tells on standard output how far a long command has come: a line at a time, shown at once. */
public final class OutputLines {

    private OutputLines() {}

    public static void say(CommandSpec spec, String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
    }
}
