package dev.solera.activation;

import java.nio.ByteBuffer;
import java.nio.ShortBuffer;

/**
 * Conversion between float32 and bfloat16, its upper half: 8 significant bits, the same exponents. Rounds to nearest, ties
 * to even; NaN stays NaN; what rounds beyond the largest bfloat16 becomes infinite.
 */
final class Bfloat16 {

    /** The largest number that does not round to infinity, just short of half way beyond the largest bfloat16. */
    static final float LARGEST = Float.intBitsToFloat(0x7F7F7FFF);

    private static final int CHUNK = 4096;
    private static final int INFINITY = 0x7F800000;
    private static final int QUIET = 0x00400000;

    private Bfloat16() {}

    static short narrow(float value) {
        int bits = Float.floatToRawIntBits(value);
        int rounded = bits + 0x7FFF + ((bits >>> 16) & 1);
        int kept = (bits & 0x7FFFFFFF) > INFINITY ? bits | QUIET : rounded;
        return (short) (kept >>> 16);
    }

    static float widen(short bits) {
        return Float.intBitsToFloat(bits << 16);
    }

    /** Appends all values, 2 bytes each in the buffer's byte order. */
    static void encode(float[] values, ByteBuffer out) {
        ShortBuffer shorts = out.asShortBuffer();
        short[] chunk = new short[Math.min(CHUNK, values.length)];
        for (int from = 0; from < values.length; from += CHUNK) {
            int count = Math.min(CHUNK, values.length - from);
            for (int i = 0; i < count; i++) {
                chunk[i] = narrow(values[from + i]);
            }
            shorts.put(chunk, 0, count);
        }
        out.position(out.position() + values.length * Short.BYTES);
    }

    /** Reads as many values as the array holds. */
    static void decode(ByteBuffer in, float[] values) {
        ShortBuffer shorts = in.asShortBuffer();
        short[] chunk = new short[Math.min(CHUNK, values.length)];
        for (int from = 0; from < values.length; from += CHUNK) {
            int count = Math.min(CHUNK, values.length - from);
            shorts.get(chunk, 0, count);
            for (int i = 0; i < count; i++) {
                values[from + i] = widen(chunk[i]);
            }
        }
        in.position(in.position() + values.length * Short.BYTES);
    }
}
