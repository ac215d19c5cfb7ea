package dev.solera.ingest.folder;

import dev.solera.ingest.corpus.InvalidSourceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Values from a Kaldi data folder: {@code speaker} from {@code utt2spk} and, where transcripts repeat so that they are
 * classes, {@code text}. The utterance of a file is told by {@code wav.scp}, else by the file's name.
 */
final class KaldiLabelling implements Labelling {

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
        List<Path> found;
        try (Stream<Path> paths = Files.walk(folder, FIND_DEPTH)) {
            found = paths.filter(path -> path.endsWith("utt2spk")).sorted().toList();
        } catch (IOException e) {
            throw new InvalidSourceException("%s cannot be read: %s".formatted(folder, e.getMessage()), e);
        }
        if (found.size() != 1) {
            throw new InvalidSourceException("labels is kaldi, with %d utt2spk in %s; allowed: one, or kaldi:FOLDER"
                    .formatted(found.size(), folder));
        }
        return read(folder, found.get(0).toAbsolutePath().getParent());
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
                    Path file = base.resolve(entry).toAbsolutePath().normalize();
                    if (file.startsWith(root)) {
                        utterances.putIfAbsent(FolderListing.name(root, file), utterance);
                    }
                }
            }
        });
        return utterances;
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
