package dev.solera.benchmarks.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** A Python to compare with. */
final class PythonOption {

    static final String NAME = "--python";

    @Option(
            names = NAME,
            paramLabel = "FILE",
            description = "A Python that has PyTorch. Without one, what is PyTorch's is left out.")
    private Optional<Path> python = Optional.empty();

    /** @throws IllegalArgumentException where it is no program */
    Optional<Path> program() {
        if (python.isPresent() && !Files.isExecutable(python.get())) {
            throw new IllegalArgumentException(
                    "%s is %s; allowed: a program that can be run".formatted(NAME, python.get()));
        }
        return python;
    }
}
