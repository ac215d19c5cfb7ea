package dev.solera.activation;

import java.util.Optional;

/**
 * How large numbers are, by their bits: without the sign these are ordered as the numbers are, infinity behind all of them
 * and NaN behind infinity. A loop over whole numbers that does nothing but keep the largest runs several at a time.
 */
final class Magnitude {

    private static final int SIGNLESS = 0x7FFFFFFF;

    private Magnitude() {}

    /** The first value that is farther from 0 than {@code largest}, or NaN. */
    static Optional<Float> beyond(float[] values, float largest) {
        int bound = Float.floatToRawIntBits(largest);
        if (ofLargest(values, 0, values.length) <= bound) {
            return Optional.empty();
        }
        int at = 0;
        while ((Float.floatToRawIntBits(values[at]) & SIGNLESS) <= bound) {
            at++;
        }
        return Optional.of(values[at]);
    }

    /** The bits of the largest magnitude among the values from {@code from} to {@code to}. */
    static int ofLargest(float[] values, int from, int to) {
        int largest = 0;
        for (int i = from; i < to; i++) {
            largest = Math.max(largest, Float.floatToRawIntBits(values[i]) & SIGNLESS);
        }
        return largest;
    }
}
