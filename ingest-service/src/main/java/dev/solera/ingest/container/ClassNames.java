package dev.solera.ingest.container;

import dev.solera.ingest.corpus.InvalidSourceException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;

/** What the classes of a data set are called. */
final class ClassNames {

    private ClassNames() {}

    /** As a file lists them, one a line. */
    static List<String> of(Path file, List<String> lines, int classes) {
        List<String> names = lines.stream().map(String::strip).toList();
        if (names.size() != classes || new HashSet<>(names).size() != classes) {
            throw new InvalidSourceException(
                    "%s names %s; allowed: %d different classes, one a line".formatted(file, names, classes));
        }
        return names;
    }

    /** By their numbers, as the data set counts them. */
    static List<String> from(int first, int classes) {
        return IntStream.range(first, first + classes)
                .mapToObj(Integer::toString)
                .toList();
    }
}
