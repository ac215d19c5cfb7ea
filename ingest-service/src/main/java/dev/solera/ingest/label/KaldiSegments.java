package dev.solera.ingest.label;

import dev.solera.ingest.corpus.InvalidSourceException;
import dev.solera.ingest.file.TextFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Kaldi's {@code segments}: which utterances are stretches of which recording. Recordings stay whole; what is known of every
 * utterance of one in the same way is known of it.
 *
 * @param utterances by recording, in the file's order
 */
record KaldiSegments(Map<String, List<String>> utterances) {

    private static final String NUMBER = "\\d{1,9}(\\.\\d*)?";

    /** Those of a data folder; none where it has no such file. */
    static KaldiSegments read(Path file) {
        Map<String, List<String>> utterances = new LinkedHashMap<>();
        Set<String> seen = new HashSet<>();
        if (Files.isRegularFile(file)) {
            for (String line : TextFile.lines(file)) {
                String[] parts = line.strip().split("\\s+");
                if (parts.length != 4 || !isStretch(parts[2], parts[3])) {
                    throw new InvalidSourceException(
                            "%s says \"%s\"; allowed: utterance, recording, begin and end in seconds, or -1 for its end"
                                    .formatted(file, line.strip()));
                }
                if (!seen.add(parts[0])) {
                    throw new InvalidSourceException("%s has %s twice; allowed: once".formatted(file, parts[0]));
                }
                utterances.computeIfAbsent(parts[1], any -> new ArrayList<>()).add(parts[0]);
            }
        }
        return new KaldiSegments(utterances);
    }

    private static boolean isStretch(String begin, String end) {
        return begin.matches(NUMBER)
                && (end.equals("-1")
                        || end.matches(NUMBER)
                                && Double.parseDouble(end) > Double.parseDouble(begin)
                                && new Segment(Double.parseDouble(begin), Double.parseDouble(end), "").isStretch());
    }

    /** The value that all utterances of a recording have, where they do; of one that is not cut, its own. */
    Optional<String> common(String recording, Map<String, String> values) {
        Set<String> found = utterances.getOrDefault(recording, List.of(recording)).stream()
                .map(utterance -> values.getOrDefault(utterance, ""))
                .collect(Collectors.toSet());
        return found.size() == 1
                ? found.stream().filter(value -> !value.isEmpty()).findFirst()
                : Optional.empty();
    }

    /** What to say of recordings whose utterances differ. */
    Optional<String> note(String label, Map<String, String> values) {
        List<String> mixed = utterances.keySet().stream()
                .filter(recording -> common(recording, values).isEmpty())
                .toList();
        return mixed.stream()
                .findFirst()
                .map(first -> "%,d of %,d recordings in segments have no %s of all their utterances, the first: %s"
                        .formatted(mixed.size(), utterances.size(), label, first));
    }
}
