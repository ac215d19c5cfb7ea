package dev.solera.activation;

import dev.solera.definition.ActivationShape;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Conversion between float32 and symmetric 8 bit with one scale a channel: {@code scale = max |x| / 127}, {@code q =
 * round(x / scale)}, ties to even. A channel of zeros has scale 0. The error is at most half a scale.
 */
final class Int8 {

    /** The largest number that arrives finite: the scale of the next larger one is rounded up, and 127 times that overflows. */
    static final float LARGEST = Math.nextDown(Float.MAX_VALUE);

    private static final int LEVELS = 127;
    private static final int CHUNK = 4096;
    private static final int INFINITY = 0x7F800000;

    /** 1.5 * 2^23: adding a small number rounds that to a whole one, which the lowest bits then hold. */
    private static final float ROUNDING = 12_582_912f;

    private static final int ROUNDING_BITS = Float.floatToRawIntBits(ROUNDING);

    private Int8() {}

    /**
     * @param values of one sample
     * @return the scale of each channel, over all places that it has values at
     * @throws IllegalArgumentException where a value is not finite
     */
    static float[] scales(float[] values, ActivationShape shape) {
        int[] largest = new int[shape.channels()];
        int run = shape.valuesPerChannel();
        for (int from = 0, c = 0; from < values.length; from += run, c = (c + 1) % largest.length) {
            for (int i = from; i < from + run; i++) {
                largest[c] = Math.max(largest[c], Float.floatToRawIntBits(values[i]) & 0x7FFFFFFF);
            }
        }
        float[] scales = new float[largest.length];
        for (int c = 0; c < scales.length; c++) {
            if (largest[c] >= INFINITY) {
                throw new IllegalArgumentException("activations of channel %d hold %s; allowed in int8: finite numbers"
                        .formatted(c, Float.intBitsToFloat(largest[c])));
            }
            scales[c] = Float.intBitsToFloat(largest[c]) / LEVELS;
        }
        return scales;
    }

    /** Appends all values of one sample, a byte each. */
    static void encode(float[] values, float[] scales, ActivationShape shape, ByteBuffer out) {
        int run = shape.valuesPerChannel();
        byte[] chunk = new byte[Math.min(CHUNK, run)];
        for (int at = 0, c = 0; at < values.length; at += run, c = (c + 1) % scales.length) {
            for (int from = 0; from < run; from += CHUNK) {
                int count = Math.min(CHUNK, run - from);
                quantise(values, at + from, scales[c], chunk, count);
                out.put(chunk, 0, count);
            }
        }
    }

    private static void quantise(float[] values, int at, float scale, byte[] chunk, int count) {
        if (scale == 0) {
            Arrays.fill(chunk, 0, count, (byte) 0);
            return;
        }
        for (int i = 0; i < count; i++) {
            // A subnormal scale has lost digits, so that a quotient can exceed 127.
            int level = Float.floatToRawIntBits(values[at + i] / scale + ROUNDING) - ROUNDING_BITS;
            chunk[i] = (byte) Math.max(-LEVELS, Math.min(LEVELS, level));
        }
    }

    /** Reads one sample: as many values as the array holds. */
    static void decode(ByteBuffer in, float[] scales, int scaleAt, ActivationShape shape, float[] values) {
        int run = shape.valuesPerChannel();
        byte[] chunk = new byte[Math.min(CHUNK, run)];
        for (int at = 0, c = 0; at < values.length; at += run, c = (c + 1) % shape.channels()) {
            float scale = scales[scaleAt + c];
            for (int from = 0; from < run; from += CHUNK) {
                int count = Math.min(CHUNK, run - from);
                in.get(chunk, 0, count);
                for (int i = 0, to = at + from; i < count; i++) {
                    values[to + i] = chunk[i] * scale;
                }
            }
        }
    }
}
