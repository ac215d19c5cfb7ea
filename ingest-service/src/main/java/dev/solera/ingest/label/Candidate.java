package dev.solera.ingest.label;

import java.util.Map;
import java.util.Optional;

/**
 * A readable file, or an utterance in one, before it is known to be held out or not.
 *
 * @param name path of the file relative to the folder; of an utterance, {@link Utterance#nameIn}
 * @param id what lists call it where they do not use the name: a Kaldi utterance, else the file's name without ending
 * @param values of the groups that labels come from
 * @param extent of the file
 * @param bytes of the file
 */
public record Candidate(String name, String id, Map<String, String> values, Extent extent, long bytes) {

    /** A whole file. */
    public Candidate(String name, String id, Map<String, String> values, long length, long bytes) {
        this(name, id, values, Extent.whole(name, length), bytes);
    }

    /** Path of the file, relative to the folder. */
    public String file() {
        return extent.file();
    }

    /** In samples at the pipeline's rate. */
    public long length() {
        return extent.length();
    }

    /** Whether it is a part of its file that has a name of its own. */
    public boolean isUtterance() {
        return !name.equals(file());
    }

    Optional<String> value(String group) {
        return Optional.ofNullable(values.get(group));
    }
}
