package dev.solera.ingest.label;

import dev.solera.ingest.corpus.InvalidSourceException;
import dev.solera.ingest.file.TextFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** A table of Kaldi's: lines of a key, blanks, and what is known of it. */
final class KaldiTable {

    private KaldiTable() {}

    /**
     * What is known by key, nothing behind some of them; empty where there is no such file.
     *
     * @throws InvalidSourceException where two things stand behind a key
     */
    static Map<String, String> read(Path file) {
        Map<String, String> rows = new LinkedHashMap<>();
        if (Files.isRegularFile(file)) {
            for (String line : TextFile.lines(file)) {
                String[] parts = line.strip().split("\\s+", 2);
                String value = parts.length == 2 ? parts[1] : "";
                String before = rows.put(parts[0], value);
                if (before != null && !before.equals(value)) {
                    throw new InvalidSourceException("%s says of %s both \"%s\" and \"%s\"; allowed: one of them"
                            .formatted(file, parts[0], before, value));
                }
            }
        }
        return rows;
    }

    /**
     * The same where every key needs something behind it.
     *
     * @param form of a line, in words
     */
    static Map<String, String> readWhole(Path file, String form) {
        Map<String, String> rows = read(file);
        rows.forEach((key, value) -> {
            if (value.isEmpty()) {
                throw new InvalidSourceException("%s says \"%s\"; allowed: %s".formatted(file, key, form));
            }
        });
        return rows;
    }
}
