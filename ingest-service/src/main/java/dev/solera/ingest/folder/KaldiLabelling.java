package dev.solera.ingest.folder;

import dev.solera.ingest.corpus.InvalidSourceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Values from a Kaldi data folder: {@code speaker} from {@code utt2spk} and, where transcripts repeat so that they are
 * classes, {@code text}. The utterance of a file is told by {@code wav.scp}, else by the file's name.
 */
final class KaldiLabelling implements Labelling {

    private static final Logger LOG = LoggerFactory.getLogger(KaldiLabelling.class);
    private static final int FIND_DEPTH = 3;

    private final Map<String, String> utterances;
    private final Map<String, String> speakers;
    private final Map<String, String> texts;

    private KaldiLabelling(Map<String, String> utterances, Map<String, String> speakers, Map<String, String> texts) {
        this.utterances = utterances;
        this.speakers = speakers;
        this.texts = texts;
    }

    /** Reads the one data folder at or below the folder of the recordings. */
    static KaldiLabelling find(Path folder) {
        Set<Path> found = new TreeSet<>();
        try {
            FolderWalk.over(
                    folder,
                    FIND_DEPTH,
                    file -> {
                        if (file.endsWith("utt2spk")) {
                            found.add(file.getParent());
                        }
                    },
                    (path, cause) -> LOG.warn("labels not looked for path={} cause={}", path, cause.toString()));
        } catch (IOException e) {
            throw new InvalidSourceException("%s cannot be read: %s".formatted(folder, e.getMessage()), e);
        }
        if (found.size() != 1) {
            throw new InvalidSourceException("labels is kaldi, with %d utt2spk in %s; allowed: one, or %s"
                    .formatted(found.size(), folder, choices(folder, found)));
        }
        return read(folder, found.iterator().next().toAbsolutePath());
    }

    /** What to say instead of {@code kaldi}. */
    private static String choices(Path folder, Set<Path> found) {
        return found.isEmpty()
                ? "kaldi:DIR, where DIR is the folder of one below"
                : found.stream()
                        .map(data -> FolderListing.name(folder, data))
                        .map(name -> "kaldi:" + (name.isEmpty() ? "." : name))
                        .collect(Collectors.joining(" or "));
    }

    /** @param data the folder with {@code utt2spk} and, if there are, {@code wav.scp} and {@code text} */
    static KaldiLabelling read(Path folder, Path data) {
        Map<String, String> texts = table(data.resolve("text"));
        boolean repeat = new HashSet<>(texts.values()).size() * 2 <= texts.size();
        if (!Files.isRegularFile(data.resolve("utt2spk"))) {
            throw new InvalidSourceException(
                    "labels is kaldi:%s; allowed: a folder with utt2spk in it".formatted(data.getFileName()));
        }
        return new KaldiLabelling(
                byName(folder, data, table(data.resolve("wav.scp"))),
                table(data.resolve("utt2spk")),
                repeat ? texts : Map.of());
    }

    @Override
    public String idOf(String name) {
        String utterance = utterances.get(name);
        return utterance == null ? Candidate.stem(name) : utterance;
    }

    @Override
    public Map<String, String> valuesOf(String name) {
        String utterance = idOf(name);
        Map<String, String> values = new LinkedHashMap<>();
        if (speakers.containsKey(utterance)) {
            values.put("speaker", speakers.get(utterance));
        }
        if (texts.containsKey(utterance)) {
            values.put("text", texts.get(utterance));
        }
        return values;
    }

    /** Utterances by relative path, of those entries of {@code wav.scp} that are paths and not commands. */
    private static Map<String, String> byName(Path folder, Path data, Map<String, String> scp) {
        Path root = folder.toAbsolutePath().normalize();
        Map<String, String> utterances = new HashMap<>();
        scp.forEach((utterance, entry) -> {
            if (!entry.endsWith("|")) {
                for (Path base : List.of(folder, data)) {
                    Path file = path(base, entry).toAbsolutePath().normalize();
                    if (file.startsWith(root)) {
                        utterances.putIfAbsent(FolderListing.name(root, file), utterance);
                    }
                }
            }
        });
        return utterances;
    }

    private static Path path(Path base, String entry) {
        try {
            return base.resolve(entry);
        } catch (InvalidPathException e) {
            throw new InvalidSourceException(
                    "wav.scp names \"%s\"; allowed: a path (%s)".formatted(entry, e.getReason()), e);
        }
    }

    /** A Kaldi table: a key, blanks, the rest of the line. Empty where there is no such file. */
    private static Map<String, String> table(Path file) {
        Map<String, String> rows = new LinkedHashMap<>();
        if (Files.isRegularFile(file)) {
            for (String line : TextFile.lines(file)) {
                String[] parts = line.strip().split("\\s+", 2);
                rows.put(parts[0], parts.length == 2 ? parts[1] : "");
            }
        }
        return rows;
    }
}
