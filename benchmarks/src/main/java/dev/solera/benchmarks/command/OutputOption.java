package dev.solera.benchmarks.command;

import dev.solera.standalone.command.DefaultFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where a measurement keeps what it makes. */
final class OutputOption {

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "A new folder for what processes keep and print, and for the results. "
                    + "Default: runs/<measurement>-<time>.")
    private Path out;

    /** @throws IllegalArgumentException where it is there already */
    Path folder(String measurement) {
        Path folder = out == null ? DefaultFolder.of(measurement) : out;
        if (Files.exists(folder)) {
            throw new IllegalArgumentException(
                    "--out is %s; allowed: a folder that is not there yet".formatted(folder));
        }
        return folder.toAbsolutePath();
    }
}
