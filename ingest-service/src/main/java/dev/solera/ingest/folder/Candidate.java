package dev.solera.ingest.folder;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A readable file before it is known to be held out or not.
 *
 * @param name path relative to the folder
 * @param id what lists call it where they do not use the name: a Kaldi utterance, else the file's name without ending
 * @param values of the groups that labels come from
 * @param length in samples at the pipeline's rate
 * @param bytes of the file
 */
record Candidate(String name, String id, Map<String, String> values, int length, long bytes) {

    /** What a list or a frame label file may call this recording. */
    List<String> keys() {
        return keys(name, id);
    }

    /** What a list may call a file of this name and id. */
    static List<String> keys(String name, String id) {
        return List.of(name, withoutEnding(name), id);
    }

    Optional<String> value(String group) {
        return Optional.ofNullable(values.get(group));
    }

    static String withoutEnding(String name) {
        int dot = name.lastIndexOf('.');
        return dot > name.lastIndexOf('/') ? name.substring(0, dot) : name;
    }

    /** The last part of a path, without its ending. */
    static String stem(String name) {
        return withoutEnding(name.substring(name.lastIndexOf('/') + 1));
    }
}
