package dev.solera.media.picture;

import dev.solera.media.picture.Framing.Sides;
import java.util.Arrays;

/**
 * Scales an image row by row, so that of what is summed up a few rows alone are in memory: every pixel is the mean of those around
 * its place, weighted by a triangle that reaches as far as one pixel of the coarser of both images on each side. Larger pictures
 * are interpolated linearly; of the same size they stay as they are.
 */
final class Scaling {

    /** Bytes at most for a place in a row or column of the larger image: its values, as read and mixed, and its weights. */
    private static final int LINE_BYTES = 64;

    private Scaling() {}

    /** Bytes that it takes at most beside the image and the result. */
    static double bytes(Sides image, int channels, Sides sides) {
        double lines = (double) Math.max(image.width(), sides.width()) + Math.max(image.height(), sides.height());
        double sums = (double) rowsAtOnce(image.height(), sides.height()) * sides.width() * channels * Float.BYTES;
        return lines * LINE_BYTES + sums;
    }

    /** Rows of the result, at most, that one row of the image is part of: those whose centres are in reach, and one for rounding. */
    private static int rowsAtOnce(int from, int to) {
        double step = (double) from / to;
        return (int) Math.min(to, Math.ceil((2 * Triangles.reach(step) + 1) / step) + 1);
    }

    /** The image in another size, of a picture's values. */
    static Picture of(PixelRows image, int channels, Sides sides) {
        Triangles across = new Triangles(image.width(), sides.width());
        Triangles down = new Triangles(image.height(), sides.height());
        float[][] row = new float[channels][image.width()];
        float[] narrow = new float[sides.width()];
        float[][][] sums = new float[rowsAtOnce(image.height(), sides.height())][channels][sides.width()];
        Picture scaled = new Picture(
                channels, sides.height(), sides.width(), new short[Math.toIntExact(channels * sides.pixels())]);
        int first = 0;
        for (int y = 0; y < image.height(); y++) {
            image.read(y, row);
            for (int c = 0; c < channels; c++) {
                across.apply(row[c], narrow);
                for (int to = first; to < sides.height() && down.begin(to) <= y; to++) {
                    addRow(sums[to % sums.length][c], narrow, down.weight(to, y));
                }
            }
            for (int next = down.firstTarget(y + 1); first < next; first++) {
                finish(sums[first % sums.length], scaled, first);
            }
        }
        return scaled;
    }

    private static void addRow(float[] sums, float[] row, float weight) {
        for (int x = 0; x < row.length; x++) {
            sums[x] += row[x] * weight;
        }
    }

    /** Takes a row into the picture and begins another one in its place. */
    private static void finish(float[][] sums, Picture picture, int row) {
        for (int c = 0; c < sums.length; c++) {
            int at = (c * picture.height() + row) * picture.width();
            for (int x = 0; x < sums[c].length; x++) {
                picture.values()[at + x] = (short) Math.round(Math.max(0, Math.min(1, sums[c][x])) * Picture.FULL);
            }
            Arrays.fill(sums[c], 0);
        }
    }

    /** Which pixels of a line make each pixel of a line of another length, and with which weights. */
    private static final class Triangles {

        private final int[] begins;
        private final float[][] weights;

        Triangles(int from, int to) {
            begins = new int[to];
            weights = new float[to][];
            double step = (double) from / to;
            double reach = reach(step);
            for (int i = 0; i < to; i++) {
                double centre = (i + 0.5) * step;
                int begin = (int) Math.max(0, Math.floor(centre - reach));
                int end = (int) Math.min(from, Math.ceil(centre + reach));
                begins[i] = begin;
                weights[i] = weights(centre, reach, begin, end);
            }
        }

        /** How far a triangle reaches from its centre, of a step between centres; both in pixels of the line. */
        static double reach(double step) {
            return Math.max(1, step);
        }

        private static float[] weights(double centre, double reach, int begin, int end) {
            double[] heights = new double[end - begin];
            double sum = 0;
            for (int i = 0; i < heights.length; i++) {
                heights[i] = Math.max(0, 1 - Math.abs(begin + i + 0.5 - centre) / reach);
                sum += heights[i];
            }
            float[] weights = new float[heights.length];
            for (int i = 0; i < weights.length; i++) {
                weights[i] = (float) (heights[i] / sum);
            }
            return weights;
        }

        int begin(int target) {
            return begins[target];
        }

        /** The first target that a pixel may be part of. */
        int firstTarget(int pixel) {
            int low = 0;
            int high = begins.length;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (begins[middle] + weights[middle].length <= pixel) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low;
        }

        float weight(int target, int pixel) {
            return weights[target][pixel - begins[target]];
        }

        void apply(float[] line, float[] scaled) {
            for (int i = 0; i < scaled.length; i++) {
                float sum = 0;
                for (int k = 0; k < weights[i].length; k++) {
                    sum += line[begins[i] + k] * weights[i][k];
                }
                scaled[i] = sum;
            }
        }
    }
}
