package dev.solera.ingest.synthetic;

import dev.solera.media.picture.Picture;
import java.util.SplittableRandom;

/**
 * Paints one shape over a background that says nothing of it: brightness, slope and noise of both are drawn anew for every
 * picture, so that neither shape nor colour is told by the picture's mean. What is painted follows from the generator alone.
 */
final class ShapePainter {

    /** Hues, as red, green and blue of full strength. */
    static final double[][] COLOURS = {
        {1, 0.15, 0.15}, {1, 0.85, 0.1}, {0.15, 0.8, 0.2}, {0.15, 0.75, 0.9}, {0.2, 0.25, 1}, {0.9, 0.2, 0.85}
    };

    /** Points a pixel and side that tell how much of it a shape covers. */
    private static final int POINTS = 3;

    /** Of a pixel, rounded up: how far its points are from its corner. */
    private static final double DIAGONAL = 1.5;

    private static final double NOISE = 0.06;
    private static final double[] GREY = {0.299, 0.587, 0.114};

    private final int side;
    private final int channels;

    /** @param side of the pictures, pixels */
    ShapePainter(int side, int channels) {
        this.side = side;
        this.channels = channels;
    }

    /**
     * @param colour number of a hue
     * @param row third of the picture that the centre is in, from the top
     */
    Picture paint(Shape shape, int colour, int row, SplittableRandom random) {
        double radius = (0.16 + 0.1 * random.nextDouble()) * side;
        double centreY = (0.3 + 0.2 * row + 0.08 * (random.nextDouble() - 0.5)) * side;
        double centreX = (0.3 + 0.4 * random.nextDouble()) * side;
        double angle = (random.nextDouble() - 0.5) * Math.PI / 3;
        double cos = StrictMath.cos(angle) / radius;
        double sin = StrictMath.sin(angle) / radius;
        double strength = 0.65 + 0.35 * random.nextDouble();
        double[] ground = {random.nextDouble(), random.nextDouble(), random.nextDouble()};
        double[] slopes = {random.nextDouble() - 0.5, random.nextDouble() - 0.5};
        double reach = Shape.REACH * radius + DIAGONAL;
        short[] values = new short[channels * side * side];
        double[] pixel = new double[COLOURS[0].length];
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                double across = x - centreX;
                double down = y - centreY;
                boolean reached = across * across + down * down < reach * reach;
                double covered = reached ? covered(shape, across, down, cos, sin) : 0;
                double slope = (slopes[0] * x + slopes[1] * y) / side;
                for (int c = 0; c < pixel.length; c++) {
                    double behind = 0.25 + 0.5 * ground[c] + 0.4 * slope;
                    pixel[c] = covered * strength * COLOURS[colour][c] + (1 - covered) * behind;
                }
                put(values, y * side + x, pixel, NOISE * (random.nextDouble() + random.nextDouble() - 1));
            }
        }
        return new Picture(channels, side, side, values);
    }

    private static double covered(Shape shape, double x, double y, double cos, double sin) {
        int inside = 0;
        for (int i = 0; i < POINTS * POINTS; i++) {
            double px = x + (i % POINTS + 0.5) / POINTS;
            double py = y + (i / POINTS + 0.5) / POINTS;
            inside += shape.covers(cos * px + sin * py, cos * py - sin * px) ? 1 : 0;
        }
        return (double) inside / (POINTS * POINTS);
    }

    private void put(short[] values, int at, double[] pixel, double noise) {
        if (channels == 1) {
            values[at] = value(GREY[0] * pixel[0] + GREY[1] * pixel[1] + GREY[2] * pixel[2] + noise);
        } else {
            for (int c = 0; c < channels; c++) {
                values[c * side * side + at] = value(pixel[c] + noise);
            }
        }
    }

    private static short value(double brightness) {
        return (short) Math.round(Math.max(0, Math.min(1, brightness)) * Picture.FULL);
    }
}
