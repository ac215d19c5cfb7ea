package dev.solera.ingest.picture;

import dev.solera.ingest.corpus.Picture;
import dev.solera.ingest.picture.Framing.Sides;

/**
 * Scales an image row by row, so that only the result is in memory: every pixel is the mean of those around its place, weighted
 * by a triangle as wide as two pixels of the smaller of both images on each side. Nothing folds over where pictures get smaller,
 * and larger ones are interpolated linearly; of the same size they stay as they are.
 */
final class Scaling {

    private Scaling() {}

    /** The image in another size, of a picture's values. */
    static Picture of(PixelRows image, int channels, Sides sides) {
        Triangles across = new Triangles(image.width(), sides.width());
        Triangles down = new Triangles(image.height(), sides.height());
        float[][] row = new float[channels][image.width()];
        float[] sums = new float[Math.toIntExact(channels * sides.pixels())];
        float[] narrow = new float[sides.width()];
        for (int y = 0; y < image.height(); y++) {
            image.read(y, row);
            for (int c = 0; c < channels; c++) {
                across.apply(row[c], narrow);
                for (int to = down.firstTarget(y); to < sides.height() && down.begin(to) <= y; to++) {
                    addRow(sums, (c * sides.height() + to) * sides.width(), narrow, down.weight(to, y));
                }
            }
        }
        short[] values = new short[sums.length];
        for (int i = 0; i < sums.length; i++) {
            values[i] = (short) Math.round(Math.max(0, Math.min(1, sums[i])) * Picture.FULL);
        }
        return new Picture(channels, sides.height(), sides.width(), values);
    }

    private static void addRow(float[] sums, int at, float[] row, float weight) {
        for (int x = 0; x < row.length; x++) {
            sums[at + x] += row[x] * weight;
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
            double reach = Math.max(1, step);
            for (int i = 0; i < to; i++) {
                double centre = (i + 0.5) * step;
                int begin = (int) Math.max(0, Math.floor(centre - reach));
                int end = (int) Math.min(from, Math.ceil(centre + reach));
                begins[i] = begin;
                weights[i] = weights(centre, reach, begin, end);
            }
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
