package dev.solera.gateway.embedding;

import java.util.Map;
import java.util.SplittableRandom;

/**
 * A plane through embeddings in which they differ most: their first two principal components, found by orthogonal iteration, turned
 * or mirrored so that the samples lie as near as can be to where a former plane had them (orthogonal Procrustes). Lengths in it are in
 * units of the root mean square, so that embeddings that grow with training do not run away.
 */
final class Projection {

    private static final int ROUNDS = 100;
    private static final double NOTHING = 1e-12;

    private final double[] mean;
    private final double[][] axes;

    private Projection(double[] mean, double[][] axes) {
        this.mean = mean;
        this.axes = axes;
    }

    /** Of two or more embeddings, one a row. */
    static Projection of(float[][] embeddings) {
        int width = embeddings[0].length;
        double[] mean = new double[width];
        for (float[] embedding : embeddings) {
            for (int c = 0; c < width; c++) {
                mean[c] += embedding[c] / embeddings.length;
            }
        }
        double[][] centred = new double[embeddings.length][width];
        for (int i = 0; i < embeddings.length; i++) {
            for (int c = 0; c < width; c++) {
                centred[i][c] = embeddings[i][c] - mean[c];
            }
        }
        double[][] axes = axes(centred);
        double power = 0;
        for (double[] row : centred) {
            power += (square(dot(row, axes[0])) + square(dot(row, axes[1]))) / centred.length;
        }
        double scale = power > NOTHING ? 1 / Math.sqrt(power) : 0;
        for (double[] axis : axes) {
            scale(axis, scale);
        }
        return new Projection(mean, axes);
    }

    private static double[][] axes(double[][] rows) {
        int width = rows[0].length;
        SplittableRandom random = new SplittableRandom(1);
        double[][] axes = new double[2][width];
        for (double[] axis : axes) {
            for (int c = 0; c < width; c++) {
                axis[c] = random.nextDouble() - 0.5;
            }
        }
        for (int round = 0; round < ROUNDS; round++) {
            for (int k = 0; k < 2; k++) {
                double[] next = new double[width];
                for (double[] row : rows) {
                    double along = dot(row, axes[k]);
                    for (int c = 0; c < width; c++) {
                        next[c] += along * row[c];
                    }
                }
                axes[k] = next;
            }
            normalise(axes[0]);
            double along = dot(axes[0], axes[1]);
            for (int c = 0; c < width; c++) {
                axes[1][c] -= along * axes[0][c];
            }
            normalise(axes[1]);
        }
        return axes;
    }

    /** The place of an embedding in the plane. */
    double[] place(float[] embedding) {
        double[] place = new double[2];
        for (int k = 0; k < 2; k++) {
            for (int c = 0; c < mean.length; c++) {
                place[k] += (embedding[c] - mean[c]) * axes[k][c];
            }
        }
        return place;
    }

    /** The cosine between two embeddings as they differ from the mean of those that the plane was found by. */
    double similarity(float[] one, float[] other) {
        double product = 0;
        double ofOne = 0;
        double ofOther = 0;
        for (int c = 0; c < mean.length; c++) {
            product += (one[c] - mean[c]) * (other[c] - mean[c]);
            ofOne += square(one[c] - mean[c]);
            ofOther += square(other[c] - mean[c]);
        }
        double length = Math.sqrt(ofOne * ofOther);
        return length > NOTHING ? product / length : 0;
    }

    /**
     * The same plane, turned towards where samples were.
     *
     * @param here places of samples in this plane, by recording
     * @param former where they were
     */
    Projection turnedTowards(Map<Integer, double[]> former, Map<Integer, double[]> here) {
        double xx = 0;
        double xy = 0;
        double yx = 0;
        double yy = 0;
        for (var one : here.entrySet()) {
            double[] then = former.get(one.getKey());
            if (then != null) {
                double[] now = one.getValue();
                xx += now[0] * then[0];
                xy += now[0] * then[1];
                yx += now[1] * then[0];
                yy += now[1] * then[1];
            }
        }
        double turned = Math.hypot(xx + yy, xy - yx);
        double mirrored = Math.hypot(xx - yy, xy + yx);
        if (Math.max(turned, mirrored) < NOTHING) {
            return this;
        }
        double sign = turned >= mirrored ? 1 : -1;
        double cos = (xx + sign * yy) / Math.max(turned, mirrored);
        double sin = (xy - sign * yx) / Math.max(turned, mirrored);
        double[][] other = new double[2][mean.length];
        for (int c = 0; c < mean.length; c++) {
            other[0][c] = cos * axes[0][c] - sign * sin * axes[1][c];
            other[1][c] = sin * axes[0][c] + sign * cos * axes[1][c];
        }
        return new Projection(mean, other);
    }

    private static void normalise(double[] axis) {
        double length = Math.sqrt(dot(axis, axis));
        scale(axis, length > NOTHING ? 1 / length : 0);
    }

    private static void scale(double[] axis, double factor) {
        for (int c = 0; c < axis.length; c++) {
            axis[c] *= factor;
        }
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int c = 0; c < a.length; c++) {
            sum += a[c] * b[c];
        }
        return sum;
    }

    private static double square(double x) {
        return x * x;
    }
}
