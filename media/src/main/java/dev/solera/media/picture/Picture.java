package dev.solera.media.picture;

/**
 * One picture as crops are cut from it: 16 bits a value, gamma-encoded as in files, so that black is 0 and full brightness
 * 65535. Its array is shared: readers copy, never write.
 *
 * @param channels 1, grey, or 3, red, green and blue
 * @param values {@code [channels, height, width]}, without sign
 */
public record Picture(int channels, int height, int width, short[] values) {

    /** What stands for full brightness. */
    public static final int FULL = 0xFFFF;

    public Picture {
        if ((long) channels * height * width != values.length) {
            throw new IllegalArgumentException("values are %d; allowed: %d x %d x %d of the picture"
                    .formatted(values.length, channels, height, width));
        }
    }

    /** The value of one pixel, 0 to {@link #FULL}. */
    public int value(int channel, int y, int x) {
        return Short.toUnsignedInt(values[(channel * height + y) * width + x]);
    }

    /**
     * The crop in the middle.
     *
     * @param size its side, pixels
     * @return row-major {@code [channels, size, size]}, full brightness is 1
     */
    public float[] centre(int size) {
        int top = (height - size + 1) / 2;
        int left = (width - size + 1) / 2;
        float[] crop = new float[channels * size * size];
        int at = 0;
        for (int c = 0; c < channels; c++) {
            for (int y = 0; y < size; y++) {
                for (int x = 0; x < size; x++) {
                    crop[at++] = value(c, top + y, left + x) / (float) FULL;
                }
            }
        }
        return crop;
    }

    /** Bytes that it takes in memory. */
    public long bytes() {
        return (long) values.length * Short.BYTES;
    }
}
