package dev.solera.ingest.label;

import dev.solera.ingest.corpus.InvalidSourceException;
import dev.solera.ingest.file.RecordingNames;
import dev.solera.ingest.file.TextFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Kaldi's {@code segments}: which utterances are stretches of which recording.
 *
 * @param file that says so
 * @param utterances by recording, in the file's order
 */
record KaldiSegments(Path file, Map<String, List<Utterance>> utterances) {

    private static final String NUMBER = "\\d{1,9}(\\.\\d*)?";

    /**
     * Those of a data folder; none where it has no such file.
     *
     * @param values that are known of an utterance
     */
    static KaldiSegments read(Path file, Function<String, Map<String, String>> values) {
        Map<String, List<Utterance>> utterances = new LinkedHashMap<>();
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
                utterances
                        .computeIfAbsent(parts[1], any -> new ArrayList<>())
                        .add(new Utterance(
                                parts[0], Double.parseDouble(parts[2]), end(parts[3]), values.apply(parts[0])));
            }
        }
        return new KaldiSegments(file, utterances);
    }

    private static double end(String text) {
        return text.equals("-1") ? Double.POSITIVE_INFINITY : Double.parseDouble(text);
    }

    private static boolean isStretch(String begin, String end) {
        return begin.matches(NUMBER)
                && (end.equals("-1")
                        || end.matches(NUMBER)
                                && Double.parseDouble(end) > Double.parseDouble(begin)
                                && new Segment(Double.parseDouble(begin), Double.parseDouble(end), "").isStretch());
    }

    /**
     * The same by the names of files.
     *
     * @param ids of recordings by the names of files, as {@code wav.scp} has them
     * @param names of the files; recordings that {@code wav.scp} does not have are called like them
     * @param notes takes what is said of recordings that are not here
     */
    Map<String, List<Utterance>> byFile(Map<String, String> ids, RecordingNames names, List<String> notes) {
        Map<String, String> files = new HashMap<>();
        ids.forEach((name, id) -> files.put(id, name));
        Map<String, List<Utterance>> found = new HashMap<>();
        List<String> elsewhere = new ArrayList<>();
        utterances.forEach((recording, stretches) -> Optional.ofNullable(files.get(recording))
                .or(() -> called(recording, names).filter(name -> !ids.containsKey(name)))
                .ifPresentOrElse(name -> found.put(name, stretches), () -> elsewhere.add(recording)));
        if (found.isEmpty() && !elsewhere.isEmpty()) {
            throw new InvalidSourceException(
                    "%s names no recording here, the first is %s; allowed: ids of wav.scp, or names of files"
                            .formatted(file, elsewhere.get(0)));
        }
        if (!elsewhere.isEmpty()) {
            notes.add("Of %,d recordings that segments names %,d are not here, the first: %s"
                    .formatted(utterances.size(), elsewhere.size(), elsewhere.get(0)));
        }
        return found;
    }

    private Optional<String> called(String recording, RecordingNames names) {
        List<String> found = names.find(recording);
        if (found.size() > 1) {
            throw new InvalidSourceException("%s names %s, which %s and %s are; allowed: one file, as wav.scp may say"
                    .formatted(file, recording, found.get(0), found.get(1)));
        }
        return found.stream().findFirst();
    }
}
