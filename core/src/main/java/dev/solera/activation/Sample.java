package dev.solera.activation;

import java.util.List;
import java.util.Map;

/**
 * One sample at one depth, with what rides along unchanged from the input.
 *
 * @param sequence gapless and increasing per partition over the whole run
 * @param purpose what it is for
 * @param recording index of the recording in the listing; windows of one recording share it
 * @param valid true length in input samples; what lies beyond is padding
 * @param labels by name: one value, or one a 10 ms frame; -1 is unknown
 * @param shape of the values: audio {@code [channels, time]}
 * @param values row-major activations
 */
public record Sample(
        long sequence,
        Purpose purpose,
        int recording,
        long valid,
        Map<String, int[]> labels,
        List<Integer> shape,
        float[] values) {

    public Sample {
        labels = Map.copyOf(labels);
        shape = List.copyOf(shape);
        long size = 1;
        for (int dimension : shape) {
            size = Math.multiplyExact(size, (long) dimension);
        }
        if (size != values.length) {
            throw new IllegalArgumentException("shape is %s; allowed: %d values".formatted(shape, values.length));
        }
    }

    /** The same sample one stage further up. */
    public Sample with(List<Integer> newShape, float[] newValues) {
        return new Sample(sequence, purpose, recording, valid, labels, newShape, newValues);
    }
}
