package dev.solera.ingest.label;

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
public record Candidate(String name, String id, Map<String, String> values, long length, long bytes) {

    Optional<String> value(String group) {
        return Optional.ofNullable(values.get(group));
    }
}
