package dev.solera.ingest.folder;

import dev.solera.ingest.corpus.InvalidSourceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A list that a person or a tool wrote, read line by line; empty lines count for nothing. */
final class TextFile {

    private TextFile() {}

    static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream()
                    .filter(line -> !line.isBlank())
                    .toList();
        } catch (IOException e) {
            throw new InvalidSourceException("%s cannot be read: %s".formatted(file, e), e);
        }
    }
}
