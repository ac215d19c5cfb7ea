package dev.solera.media.picture;

/**
 * The rows of an image as values from 0 to 1, gamma-encoded as sRGB, in grey or in red, green and blue. Colours become grey by
 * ITU-R BT.601, {@code 0.299 R + 0.587 G + 0.114 B} of the encoded values, as most programs have it.
 */
interface PixelRows {

    int width();

    int height();

    /** @param values takes the row, {@code [channels, width]} */
    void read(int y, float[][] values);

    /** The brightness of a colour. */
    static float grey(float red, float green, float blue) {
        return 0.299f * red + 0.587f * green + 0.114f * blue;
    }
}
