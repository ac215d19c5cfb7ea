package dev.solera.media.picture;

import dev.solera.pipeline.ImageInput;
import java.util.Optional;

/**
 * What pictures are brought to before crops are cut from them.
 *
 * @param channels 1, grey, or 3, colour
 * @param size side of a crop, pixels: the shorter side of a picture is made at least that long
 * @param resize what the shorter side is scaled to; where there is none, it stays as it is
 */
public record Framing(int channels, int size, Optional<Integer> resize) {

    /** What a definition asks for. */
    public static Framing of(ImageInput input) {
        return new Framing(input.channels(), input.size(), input.resize());
    }

    /** What a picture of these sides becomes, of the same proportions. */
    Sides scaled(Sides sides) {
        int shorter = Math.min(sides.width(), sides.height());
        int wanted = resize.orElse(Math.max(shorter, size));
        return new Sides(scaled(sides.width(), wanted, shorter), scaled(sides.height(), wanted, shorter));
    }

    private static int scaled(int side, int wanted, int shorter) {
        long scaled = Math.round((double) side * wanted / shorter);
        return (int) Math.min(Integer.MAX_VALUE, scaled);
    }

    /** The picture of an image. */
    Picture picture(PixelRows image) {
        return Scaling.of(image, channels, scaled(new Sides(image.width(), image.height())));
    }

    /** Bytes that a picture of these sides takes once it is scaled; the largest number where they cannot be counted. */
    long bytes(Sides sides) {
        return (long) ((double) scaled(sides).pixels() * channels * Short.BYTES);
    }

    /**
     * Bytes that reading takes at most: the file, and with what comes of it either what it is scaled from and by, or a turned
     * copy.
     *
     * @param file its length
     * @param decoded bytes of the image before it is scaled
     */
    double memory(Sides sides, long file, double decoded) {
        double result = bytes(sides);
        return file + result + Math.max(decoded + Scaling.bytes(sides, channels, scaled(sides)), result);
    }

    /** Width and height, pixels. */
    record Sides(int width, int height) {

        long pixels() {
            return (long) width * height;
        }
    }
}
