package dev.solera.activation;

import java.util.Optional;

/**
 * How large values are. Without their sign, floats are ordered as their bits are, and NaN is beyond infinity: so the largest of many
 * is found by vector instructions, where a way out of the loop would prevent them.
 */
final class Magnitude {

    private static final int UNSIGNED = 0x7FFFFFFF;

    private Magnitude() {}

    /**
     * The first value that is larger than a limit either way, or no number.
     *
     * @param limit from 0
     */
    static Optional<Float> firstBeyond(float limit, float[] values) {
        int bits = Float.floatToRawIntBits(limit);
        if (largest(values) <= bits) {
            return Optional.empty();
        }
        int at = 0;
        while (unsigned(values[at]) <= bits) {
            at++;
        }
        return Optional.of(values[at]);
    }

    private static int largest(float[] values) {
        int largest = 0;
        for (float value : values) {
            largest = Math.max(largest, unsigned(value));
        }
        return largest;
    }

    private static int unsigned(float value) {
        return Float.floatToRawIntBits(value) & UNSIGNED;
    }
}
