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

    /** Bytes that it takes in memory. */
    public long bytes() {
        return (long) values.length * Short.BYTES;
    }
}
