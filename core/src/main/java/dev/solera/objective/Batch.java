package dev.solera.objective;

import java.util.List;
import java.util.Map;

/**
 * The samples of one training step.
 *
 * @param values row-major, of each sample
 * @param valid true length of each sample, in samples of the pipeline's input
 * @param labels what an objective has asked for, by name: the value of each sample, -1 unknown; empty where it asks for none
 */
public record Batch(List<float[]> values, long[] valid, Map<String, int[]> labels) {

    public Batch {
        if (values.size() != valid.length) {
            throw new IllegalArgumentException(
                    "valid has %d entries; allowed: one a sample, %d".formatted(valid.length, values.size()));
        }
        labels = Map.copyOf(labels);
    }

    /** Number of samples. */
    public int size() {
        return values.size();
    }
}
