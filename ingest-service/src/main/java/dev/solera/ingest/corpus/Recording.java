package dev.solera.ingest.corpus;

import java.util.Map;

/**
 * One entry of a corpus's listing.
 *
 * @param index in the listing
 * @param name unique in the listing; of a file its path relative to the folder, with {@code /} between folders
 * @param length in samples at the pipeline's rate; 1 of a picture
 * @param heldOut whether it is kept from training
 * @param labels class numbers by label, of the labels a recording that are known for it
 */
public record Recording(int index, String name, int length, boolean heldOut, Map<String, Integer> labels) {

    public Recording {
        labels = Map.copyOf(labels);
        if (length < 1) {
            throw new IllegalArgumentException("length of %s is %d; allowed: 1 or more".formatted(name, length));
        }
    }

    /** Class number of a label, {@link LabelSchema#UNKNOWN} where it is not known. */
    public int label(String label) {
        return labels.getOrDefault(label, LabelSchema.UNKNOWN);
    }
}
