package dev.solera.activation;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * Conversion between float32 and bfloat16, its upper half: 8 significant bits, the same exponents. Rounds to nearest, ties
 * to even; NaN stays NaN; what rounds beyond the largest bfloat16 becomes infinite.
 *
 * <p>Arrays are converted four values at a time, in the halves and quarters of a long: Java 17 has no vector instructions for a
 * loop that takes a float's bits or changes the size of a value. No quarter overflows into the next one, as numbers that could do so
 * are those that an array must not hold.
 */
final class Bfloat16 {

    /** The largest number that does not round to infinity, just short of half way beyond the largest bfloat16. */
    static final float LARGEST = Float.intBitsToFloat(0x7F7F7FFF);

    private static final int INFINITY = 0x7F800000;
    private static final int QUIET = 0x00400000;

    /** Values that are converted at once, a multiple of {@link #TOGETHER}; they stay in the nearest cache. */
    private static final int CHUNK = 2048;

    private static final int TOGETHER = 4;

    /** In each half of a long: all but the sign; what takes a float beyond {@link #LARGEST} to the sign; half a bfloat16. */
    private static final long FLOAT_MAGNITUDES = 0x7FFFFFFF_7FFFFFFFL;

    private static final long FLOAT_SIGNS = ~FLOAT_MAGNITUDES;
    private static final long FROM_LARGEST_TO_SIGN = 0x00808000_00808000L;
    private static final long JUST_BELOW_HALF = 0x00007FFF_00007FFFL;
    private static final long LAST_KEPT = 0x00000001_00000001L;

    /** In each quarter: all but the sign; what takes infinity and NaN to the sign. */
    private static final long MAGNITUDES = 0x7FFF_7FFF_7FFF_7FFFL;

    private static final long SIGNS = ~MAGNITUDES;
    private static final long FROM_INFINITY_TO_SIGN = 0x0080_0080_0080_0080L;

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

    /**
     * Appends all values, 2 bytes each, little endian.
     *
     * @return whether none is beyond {@link #LARGEST}; where one is, what was appended means nothing
     */
    static boolean encode(float[] values, ByteBuffer out) {
        ByteBuffer shorts = out.slice().order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer chunk = chunk();
        FloatBuffer floats = chunk.asFloatBuffer();
        int together = values.length - values.length % TOGETHER;
        long beyond = 0;
        for (int from = 0; from < together; from += CHUNK) {
            int count = Math.min(CHUNK, together - from);
            floats.clear().put(values, from, count);
            beyond |= narrow(chunk, count, shorts, from * Short.BYTES);
        }
        boolean representable = (beyond & FLOAT_SIGNS) == 0;
        for (int i = together; i < values.length; i++) {
            representable &= Math.abs(values[i]) <= LARGEST;
            shorts.putShort(i * Short.BYTES, narrow(values[i]));
        }
        out.position(out.position() + values.length * Short.BYTES);
        return representable;
    }

    /** Narrows so many floats; the signs of the halves of what it returns say whether one was beyond {@link #LARGEST}. */
    private static long narrow(ByteBuffer floats, int count, ByteBuffer out, int at) {
        long beyond = 0;
        for (int i = 0; i < count * Float.BYTES; i += 2 * Long.BYTES) {
            long first = floats.getLong(i);
            long second = floats.getLong(i + Long.BYTES);
            beyond |= (first & FLOAT_MAGNITUDES) + FROM_LARGEST_TO_SIGN;
            beyond |= (second & FLOAT_MAGNITUDES) + FROM_LARGEST_TO_SIGN;
            first += JUST_BELOW_HALF + ((first >>> 16) & LAST_KEPT);
            second += JUST_BELOW_HALF + ((second >>> 16) & LAST_KEPT);
            long narrowed = (first >>> 16 & 0xFFFFL)
                    | (first >>> 32 & 0xFFFF0000L)
                    | (second << 16 & 0xFFFF_00000000L)
                    | (second & 0xFFFF0000_00000000L);
            out.putLong(at + i / 2, narrowed);
        }
        return beyond;
    }

    /**
     * Reads as many values as the array holds, little endian.
     *
     * @return whether all are finite
     */
    static boolean decode(ByteBuffer in, float[] values) {
        ByteBuffer shorts = in.slice().order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer chunk = chunk();
        FloatBuffer floats = chunk.asFloatBuffer();
        int together = values.length - values.length % TOGETHER;
        long beyond = 0;
        for (int from = 0; from < together; from += CHUNK) {
            int count = Math.min(CHUNK, together - from);
            beyond |= widen(shorts, from * Short.BYTES, chunk, count);
            floats.clear().get(values, from, count);
        }
        boolean finite = (beyond & SIGNS) == 0;
        for (int i = together; i < values.length; i++) {
            values[i] = widen(shorts.getShort(i * Short.BYTES));
            finite &= Float.isFinite(values[i]);
        }
        in.position(in.position() + values.length * Short.BYTES);
        return finite;
    }

    /** Widens to so many floats; the signs of the quarters of what it returns say whether one was infinite or NaN. */
    private static long widen(ByteBuffer in, int at, ByteBuffer floats, int count) {
        long beyond = 0;
        for (int i = 0; i < count * Float.BYTES; i += 2 * Long.BYTES) {
            long four = in.getLong(at + i / 2);
            beyond |= (four & MAGNITUDES) + FROM_INFINITY_TO_SIGN;
            floats.putLong(i, four << 16 & 0xFFFF0000L | four << 32 & 0xFFFF0000_00000000L);
            floats.putLong(i + Long.BYTES, four >>> 16 & 0xFFFF0000L | four & 0xFFFF0000_00000000L);
        }
        return beyond;
    }

    private static ByteBuffer chunk() {
        return ByteBuffer.allocate(CHUNK * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    }
}
