package dev.solera.ingest.folder;

import java.nio.file.Path;
import java.util.Map;

/** The rule that tells what is known of a recording from its name. */
interface Labelling {

    /** Knows nothing: training without labels. */
    Labelling NONE = name -> Map.of();

    /**
     * @param name path relative to the folder
     * @return values by group; empty where nothing is known
     */
    Map<String, String> valuesOf(String name);

    /** What lists call the recording where they do not use its name. */
    default String idOf(String name) {
        return Candidate.stem(name);
    }

    /**
     * @param text {@code none}, {@code librispeech}, {@code kaldi}, {@code kaldi:DIR}, or a regular expression with
     *     named groups
     * @param folder of the recordings
     */
    static Labelling parse(String text, Path folder) {
        if (text.isBlank() || text.equals("none")) {
            return NONE;
        }
        if (text.equals("librispeech")) {
            return new PatternLabelling(PatternLabelling.LIBRISPEECH);
        }
        if (text.equals("kaldi")) {
            return KaldiLabelling.find(folder);
        }
        if (text.startsWith("kaldi:")) {
            return KaldiLabelling.read(folder, folder.resolve(text.substring("kaldi:".length())));
        }
        return new PatternLabelling(text);
    }
}
