package dev.solera.media.audio;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * How one uncompressed sample is written. Whole numbers are divided by their full scale, a power of two, so that the same
 * sound has the same values at every depth and in every container.
 *
 * @param form of the number
 * @param bytes that it takes
 * @param bits of them that are the number, the lowest ones; the others repeat its sign
 */
record PcmEncoding(Form form, int bytes, int bits) {

    /** What a sample is a number of. */
    enum Form {
        UNSIGNED,
        SIGNED,
        FLOAT,
        A_LAW,
        MU_LAW
    }

    private static final float[] A_LAW = table(Form.A_LAW);
    private static final float[] MU_LAW = table(Form.MU_LAW);

    /** Of numbers that fill their bytes. */
    static PcmEncoding of(Form form, int bytes) {
        return new PcmEncoding(form, bytes, bytes * Byte.SIZE);
    }

    /** Decodes {@code count} samples, in the buffer's order of bytes. */
    void decode(ByteBuffer in, float[] out, int count) {
        switch (form) {
            case UNSIGNED -> unsigned(in, out, count);
            case SIGNED -> signed(in, out, count);
            case FLOAT -> floats(in, out, count);
            case A_LAW -> tabled(in, out, count, A_LAW);
            case MU_LAW -> tabled(in, out, count, MU_LAW);
        }
    }

    private static void unsigned(ByteBuffer in, float[] out, int count) {
        for (int i = 0; i < count; i++) {
            out[i] = (in.get() ^ Byte.MIN_VALUE) / 128f;
        }
    }

    private void signed(ByteBuffer in, float[] out, int count) {
        float scale = (float) Math.scalb(1.0, 1 - bits);
        for (int i = 0; i < count; i++) {
            out[i] = number(in, bytes) * scale;
        }
    }

    /** A signed number of 1 to 4 bytes. */
    static int number(ByteBuffer in, int bytes) {
        return switch (bytes) {
            case 1 -> in.get();
            case 2 -> in.getShort();
            case 3 -> three(in);
            default -> in.getInt();
        };
    }

    private static int three(ByteBuffer in) {
        int first = in.get();
        int second = in.get() & 0xFF;
        int third = in.get();
        boolean bigFirst = in.order() == ByteOrder.BIG_ENDIAN;
        return bigFirst ? first << 16 | second << 8 | third & 0xFF : third << 16 | second << 8 | first & 0xFF;
    }

    private void floats(ByteBuffer in, float[] out, int count) {
        for (int i = 0; i < count; i++) {
            out[i] = bytes == Double.BYTES ? (float) in.getDouble() : in.getFloat();
        }
    }

    private static void tabled(ByteBuffer in, float[] out, int count, float[] table) {
        for (int i = 0; i < count; i++) {
            out[i] = table[in.get() & 0xFF];
        }
    }

    /** ITU-T G.711: a sign, three bits of an exponent, four of a mantissa, all of them inverted in part or whole. */
    private static float[] table(Form form) {
        float[] table = new float[256];
        for (int code = 0; code < table.length; code++) {
            int plain = form == Form.A_LAW ? code ^ 0xD5 : code ^ 0xFF;
            int exponent = plain >> 4 & 7;
            int mantissa = plain & 15;
            int magnitude = form == Form.A_LAW
                    ? (exponent == 0 ? mantissa * 16 + 8 : (mantissa * 16 + 264) << exponent - 1)
                    : ((mantissa * 8 + 132) << exponent) - 132;
            table[code] = ((plain & 0x80) == 0 ? magnitude : -magnitude) / 32768f;
        }
        return table;
    }
}
