package dev.solera.ingest.label;

import dev.solera.ingest.corpus.InvalidSourceException;
import dev.solera.ingest.file.FileName;
import dev.solera.ingest.file.FolderWalk;
import dev.solera.ingest.file.RecordingNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Values from a Kaldi data folder: {@code speaker} from {@code utt2spk} and, where transcripts repeat so that they are
 * classes, {@code text}. The utterance of a file, or the recording that {@code segments} cuts into utterances, is told by
 * {@code wav.scp}, else by the file's name.
 */
final class KaldiLabelling implements Labelling {

    private static final Logger LOG = LoggerFactory.getLogger(KaldiLabelling.class);
    private static final int FIND_DEPTH = 3;

    private final Map<String, String> ids;
    private final Values values;
    private final Map<String, List<Utterance>> utterances;
    private final List<String> notes;

    private KaldiLabelling(
            Map<String, String> ids, Values values, Map<String, List<Utterance>> utterances, List<String> notes) {
        this.ids = ids;
        this.values = values;
        this.utterances = utterances;
        this.notes = notes;
    }

    /** What is known of utterances. */
    private record Values(Map<String, String> speakers, Map<String, String> texts) {

        Map<String, String> of(String utterance) {
            Map<String, String> values = new LinkedHashMap<>();
            Optional.ofNullable(speakers.get(utterance)).ifPresent(speaker -> values.put("speaker", speaker));
            Optional.ofNullable(texts.get(utterance))
                    .filter(text -> !text.isEmpty())
                    .ifPresent(text -> values.put("text", text));
            return values;
        }
    }

    /** Reads the one data folder at or below the folder of the recordings. */
    static KaldiLabelling find(Path folder, RecordingNames names) {
        SortedMap<String, Path> found = new TreeMap<>();
        try {
            FolderWalk.over(
                    folder,
                    FIND_DEPTH,
                    (file, attributes) -> {
                        if (file.endsWith("utt2spk")) {
                            found.put(FileName.of(folder, file.getParent()), file.getParent());
                        }
                    },
                    (path, cause) -> LOG.warn("labels not looked for path={} cause=\"{}\"", path, cause));
        } catch (IOException e) {
            throw new InvalidSourceException("%s cannot be read: %s".formatted(folder, e.getMessage()), e);
        }
        if (found.size() != 1) {
            throw new InvalidSourceException("labels is kaldi, with %d utt2spk in %s; allowed: one, or %s"
                    .formatted(found.size(), folder, choices(found)));
        }
        return read(found.firstKey(), found.get(found.firstKey()), names);
    }

    /** What to say instead of {@code kaldi}. */
    private static String choices(SortedMap<String, Path> found) {
        return found.isEmpty()
                ? "kaldi:DIR, where DIR is the folder of one below"
                : found.keySet().stream()
                        .map(name -> "kaldi:" + (name.isEmpty() ? "." : name))
                        .collect(Collectors.joining(" or "));
    }

    /** @param name relative path of the folder with {@code utt2spk} and, if there are, {@code wav.scp} and {@code text} */
    static KaldiLabelling read(Path folder, String name, RecordingNames names) {
        return read(name, folder.resolve(FileName.path("labels kaldi:DIR", name)), names);
    }

    private static KaldiLabelling read(String name, Path data, RecordingNames names) {
        if (!Files.isRegularFile(data.resolve("utt2spk"))) {
            throw new InvalidSourceException(
                    "labels is kaldi:%s; allowed: a folder with utt2spk in it".formatted(data.getFileName()));
        }
        Map<String, String> texts = KaldiTable.read(data.resolve("text"));
        boolean repeat = new HashSet<>(texts.values()).size() * 2 <= texts.size();
        Map<String, String> files = KaldiTable.readWhole(data.resolve("wav.scp"), "an utterance and its file");
        Map<String, String> speakers = KaldiTable.readWhole(data.resolve("utt2spk"), "an utterance and its speaker");
        List<String> notes = new ArrayList<>();
        Map<String, String> ids = byName(name, files, names, notes);
        Values values = new Values(speakers, repeat ? texts : Map.of());
        Map<String, List<Utterance>> utterances =
                KaldiSegments.read(data.resolve("segments"), values::of).byFile(ids, names, notes);
        return new KaldiLabelling(ids, values, utterances, List.copyOf(notes));
    }

    @Override
    public String idOf(String name) {
        String id = ids.get(name);
        return id == null ? RecordingNames.stem(name) : id;
    }

    @Override
    public Map<String, String> valuesOf(String name) {
        return values.of(idOf(name));
    }

    @Override
    public List<Utterance> utterancesOf(String name) {
        return utterances.getOrDefault(name, List.of());
    }

    @Override
    public List<String> notes() {
        return notes;
    }

    /** Utterances or recordings by relative path; what {@code wav.scp} names is relative to the source or to the data folder. */
    private static Map<String, String> byName(
            String data, Map<String, String> scp, RecordingNames names, List<String> notes) {
        Map<String, String> ids = new HashMap<>();
        List<String> elsewhere = new ArrayList<>();
        scp.forEach((utterance, entry) -> {
            requirePath(utterance, entry);
            Optional<String> name = names.at(entry).or(() -> names.at(data + "/" + entry));
            name.ifPresentOrElse(
                    found -> {
                        String other = ids.put(found, utterance);
                        if (other != null) {
                            throw new InvalidSourceException(
                                    "wav.scp names %s for both %s and %s; allowed: a file an utterance"
                                            .formatted(found, other, utterance));
                        }
                    },
                    () -> elsewhere.add(entry));
        });
        if (!elsewhere.isEmpty()) {
            notes.add("Of %,d files that wav.scp names %,d are no recordings here, the first: %s"
                    .formatted(scp.size(), elsewhere.size(), elsewhere.get(0)));
        }
        return ids;
    }

    private static void requirePath(String utterance, String entry) {
        if (entry.endsWith("|") || entry.startsWith("|") || entry.equals("-") || entry.matches(".*\\.ark:\\d+")) {
            throw new InvalidSourceException(
                    "wav.scp has for %s \"%s\", which is a command or a place in an archive; allowed: an audio file"
                            .formatted(utterance, entry));
        }
    }
}
