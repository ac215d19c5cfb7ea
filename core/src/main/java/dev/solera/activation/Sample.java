package dev.solera.activation;

import dev.solera.definition.ActivationShape;
import java.util.Map;

/**
 * One sample at one depth, with what travels along unchanged from the input.
 *
 * @param sequence gapless and increasing per partition over the whole run
 * @param purpose what it is for
 * @param recording index of the recording in the listing; windows of one recording share it
 * @param valid true length in input samples; what lies beyond is padding
 * @param labels by name: one value, or one a 10 ms frame; -1 is unknown
 * @param shape of the values
 * @param values row-major activations
 */
public record Sample(
        long sequence,
        Purpose purpose,
        int recording,
        long valid,
        Map<String, int[]> labels,
        ActivationShape shape,
        float[] values) {

    public Sample {
        labels = Map.copyOf(labels);
        if (shape.size() != values.length) {
            throw new IllegalArgumentException("shape is %s; allowed: %d values".formatted(shape, values.length));
        }
    }

    /** The same sample at another depth. */
    public Sample with(ActivationShape newShape, float[] newValues) {
        return new Sample(sequence, purpose, recording, valid, labels, newShape, newValues);
    }
}
