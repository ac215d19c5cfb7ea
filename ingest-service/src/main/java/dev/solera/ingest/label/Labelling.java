package dev.solera.ingest.label;

import dev.solera.ingest.file.FileName;
import dev.solera.ingest.file.RecordingNames;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** The rule that tells what is known of a recording from its name. */
public interface Labelling {

    /** What {@link #parse} takes. */
    String ALLOWED =
            "none, folder, librispeech, kaldi, kaldi:DIR, table:FILE, or a regular expression with named groups";

    /** Before the name of a table's file. */
    String TABLE = "table:";

    /** Knows nothing: training without labels. */
    Labelling NONE = name -> Map.of();

    /**
     * @param name path relative to the folder
     * @return values by group; empty where nothing is known
     */
    Map<String, String> valuesOf(String name);

    /**
     * The stretches of a file that are recordings of their own, instead of the file.
     *
     * @param name path relative to the folder
     * @return empty where the file is one recording
     */
    default List<Utterance> utterancesOf(String name) {
        return List.of();
    }

    /** What lists call the recording where they do not use its name. */
    default String idOf(String name) {
        return RecordingNames.stem(name);
    }

    /** What people should know of where the labels come from: what is left out, and why; a sentence each. */
    default List<String> notes() {
        return List.of();
    }

    /** The same text, as it is to be written down so that it can be read from everywhere. */
    static String absolute(String text) {
        return text.startsWith(TABLE)
                ? TABLE
                        + FileName.of(FileName.path("labels table:FILE", text.substring(TABLE.length()))
                                .toAbsolutePath()
                                .normalize())
                : text;
    }

    /**
     * @param text one of {@link #ALLOWED}
     * @param folder of the recordings
     * @param columns of a table that are labels
     * @param others columns of a table that are needed besides, to know what is held out
     * @param names of the recordings
     */
    static Labelling parse(
            String text, Path folder, LabelColumns columns, Set<String> others, Supplier<RecordingNames> names) {
        if (text.startsWith(TABLE)) {
            return TableLabelling.read(text.substring(TABLE.length()), columns, others, names.get());
        }
        columns.requireNone(text);
        if (text.isBlank() || text.equals("none")) {
            return NONE;
        }
        if (text.equals(FolderLabelling.NAME)) {
            return new FolderLabelling();
        }
        if (text.equals("librispeech")) {
            return new PatternLabelling(PatternLabelling.LIBRISPEECH);
        }
        if (text.equals("kaldi")) {
            return KaldiLabelling.find(folder, names.get());
        }
        if (text.startsWith("kaldi:")) {
            return KaldiLabelling.read(folder, text.substring("kaldi:".length()), names.get());
        }
        return new PatternLabelling(text);
    }
}
