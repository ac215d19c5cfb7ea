package dev.solera.benchmarks;

import dev.solera.benchmarks.command.BenchmarksCommand;
import dev.solera.service.lifecycle.NeutralLocale;

/** The command line of the measurements. */
public final class Benchmarks {

    private Benchmarks() {}

    public static void main(String[] arguments) {
        NeutralLocale.use();
        System.setProperty("java.awt.headless", "true");
        System.exit(BenchmarksCommand.commandLine().execute(arguments));
    }
}
