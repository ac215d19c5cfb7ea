package dev.solera.standalone.command;

import java.io.PrintWriter;
import picocli.CommandLine.Model.CommandSpec;

/** Tells on standard output how a long command is getting on: a line at a time, seen at once. */
public final class OutputLines {

    private OutputLines() {}

    public static void say(CommandSpec spec, String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
    }
}
