package dev.solera.benchmarks.command;

import picocli.CommandLine.Model.CommandSpec;

/** What was typed, for who reads the results. */
final class TypedLine {

    private TypedLine() {}

    static String of(CommandSpec spec) {
        return "benchmarks "
                + String.join(" ", spec.commandLine().getParseResult().originalArgs());
    }
}
