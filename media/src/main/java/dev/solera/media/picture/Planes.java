package dev.solera.media.picture;

/**
 * How pictures lie in a file that holds nothing else: 8 bits a value, one colour after the other.
 *
 * @param colours 1, grey, or 3, red, green and blue
 * @param byColumns whether a plane is stored column by column from the left, and not row by row from the top
 */
public record Planes(int colours, int height, int width, boolean byColumns) {

    private static final float FULL = 255;

    /** Bytes of one picture. */
    public int bytes() {
        return Math.multiplyExact(colours, Math.multiplyExact(height, width));
    }

    /** @param bytes of one picture */
    public Picture picture(byte[] bytes, Framing framing) {
        return framing.picture(new Rows(this, bytes, framing.channels()));
    }

    private float value(byte[] bytes, int colour, int y, int x) {
        int within = byColumns ? x * height + y : y * width + x;
        return (bytes[colour * height * width + within] & 0xFF) / FULL;
    }

    private record Rows(Planes planes, byte[] bytes, int channels) implements PixelRows {

        @Override
        public int width() {
            return planes.width;
        }

        @Override
        public int height() {
            return planes.height;
        }

        @Override
        public void read(int y, float[][] values) {
            for (int x = 0; x < planes.width; x++) {
                if (planes.colours == 1) {
                    for (float[] channel : values) {
                        channel[x] = planes.value(bytes, 0, y, x);
                    }
                } else if (channels == 1) {
                    values[0][x] = PixelRows.grey(
                            planes.value(bytes, 0, y, x), planes.value(bytes, 1, y, x), planes.value(bytes, 2, y, x));
                } else {
                    for (int c = 0; c < channels; c++) {
                        values[c][x] = planes.value(bytes, c, y, x);
                    }
                }
            }
        }
    }
}
