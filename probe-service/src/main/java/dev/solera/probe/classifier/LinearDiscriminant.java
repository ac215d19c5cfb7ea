package dev.solera.probe.classifier;

import java.util.Arrays;

/**
 * Linear discriminant analysis: classes are taken for normal distributions with means of their own and one covariance, so that a
 * classifier follows from {@link Moments} alone, by one Cholesky factorisation and without iterations.
 *
 * <p>The covariance is shrunk towards its diagonal, {@code (1 - l) R + l I} of the correlations R within classes, so that it can be
 * inverted however few the examples are. The intensity {@code l} is Schäfer's and Strimmer's (2005, <i>Statistical Applications in
 * Genetics and Molecular Biology</i> 4:32), the summed variances of the correlations by their summed squares, with the variance
 * {@code (1 - r²)² / (n - 1)} that a correlation has where features are normal, as second moments know no other.
 */
public final class LinearDiscriminant implements FittedProbe {

    /** Of a feature's variance, what is no more than rounding noise of its sums. */
    private static final double NOISE = 1e-10;

    /** Shrinks at least by this, which is more than correlations are rounded by. */
    private static final double LEAST = 1e-6;

    private final int[] classes;
    private final double[] centre;
    private final double[][] weights;
    private final double[] bias;

    private LinearDiscriminant(int[] classes, double[] centre, double[][] weights, double[] bias) {
        this.classes = classes;
        this.centre = centre;
        this.weights = weights;
        this.bias = bias;
    }

    /**
     * @param moments of two classes or more
     * @throws IllegalArgumentException where there are fewer
     */
    public static LinearDiscriminant of(Moments moments) {
        if (moments.classes().size() < 2) {
            throw new IllegalArgumentException("classes to tell apart are %d; allowed: 2 or more"
                    .formatted(moments.classes().size()));
        }
        int width = moments.origin().length;
        double[] mean = moments.differences();
        double[][] covariance = within(moments);
        double[] scale = scales(covariance, moments, mean);
        standardise(covariance, scale);
        shrink(covariance, moments.count());
        Cholesky factors = Cholesky.of(covariance);

        double[][] weights = new double[moments.classes().size()][];
        double[] bias = new double[weights.length];
        int c = 0;
        for (Moments.ClassSum known : moments.classes().values()) {
            double[] standardised = new double[width];
            for (int j = 0; j < width; j++) {
                standardised[j] = (known.sum()[j] / known.count() - mean[j]) * scale[j];
            }
            double[] solved = standardised.clone();
            factors.solve(solved, 0);
            bias[c] = Math.log(known.count() / (double) moments.count()) - dot(standardised, solved) / 2;
            for (int j = 0; j < width; j++) {
                solved[j] *= scale[j];
            }
            weights[c++] = solved;
        }
        double[] centre = new double[width];
        Arrays.setAll(centre, j -> mean[j] + moments.origin()[j]);
        return new LinearDiscriminant(moments.labels(), centre, weights, bias);
    }

    /** The covariance within classes, its lower triangle by rows. */
    private static double[][] within(Moments moments) {
        double[][] within = new double[moments.origin().length][];
        for (int i = 0; i < within.length; i++) {
            within[i] = new double[i + 1];
            for (int j = 0; j <= i; j++) {
                within[i][j] = moments.product(i, j) / moments.count();
            }
        }
        for (Moments.ClassSum known : moments.classes().values()) {
            double[] sum = known.sum();
            double divisor = (double) known.count() * moments.count();
            for (int i = 0; i < within.length; i++) {
                double factor = sum[i] / divisor;
                for (int j = 0; j <= i; j++) {
                    within[i][j] -= factor * sum[j];
                }
            }
        }
        return within;
    }

    /**
     * What features are multiplied by: one over their deviation within classes, 0 of one that is constant. Where classes alone decide a
     * feature it does not vary within them; it is told from a constant one by how it varies over all.
     */
    private static double[] scales(double[][] within, Moments moments, double[] mean) {
        double[] scale = new double[within.length];
        for (int j = 0; j < scale.length; j++) {
            double square = moments.product(j, j) / moments.count();
            double variance = Math.max(within[j][j], NOISE * (square - mean[j] * mean[j]));
            boolean varies = square - mean[j] * mean[j] > NOISE * square;
            scale[j] = varies ? 1 / Math.sqrt(variance) : 0;
        }
        return scale;
    }

    private static void standardise(double[][] covariance, double[] scale) {
        for (int i = 0; i < scale.length; i++) {
            for (int j = 0; j < i; j++) {
                covariance[i][j] *= scale[i] * scale[j];
            }
            covariance[i][i] = 1;
        }
    }

    private static void shrink(double[][] correlations, long count) {
        double variances = 0;
        double squares = 0;
        for (int i = 0; i < correlations.length; i++) {
            for (int j = 0; j < i; j++) {
                double square = correlations[i][j] * correlations[i][j];
                variances += (1 - square) * (1 - square) / Math.max(1, count - 1);
                squares += square;
            }
        }
        double intensity = squares > variances ? Math.max(LEAST, variances / squares) : 1;
        for (int i = 0; i < correlations.length; i++) {
            for (int j = 0; j < i; j++) {
                correlations[i][j] *= 1 - intensity;
            }
        }
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int j = 0; j < a.length; j++) {
            sum += a[j] * b[j];
        }
        return sum;
    }

    @Override
    public int[] classes() {
        return classes.clone();
    }

    @Override
    public double[] logProbabilities(float[] row) {
        double[] x = new double[row.length];
        for (int j = 0; j < x.length; j++) {
            x[j] = row[j] - centre[j];
        }
        double[] scores = new double[classes.length];
        for (int c = 0; c < scores.length; c++) {
            scores[c] = bias[c] + dot(weights[c], x);
        }
        return LogSoftmax.inPlace(scores);
    }
}
