package dev.solera.learning.oracle;

import dev.solera.learning.oracle.GridOracle.Negatives;

/**
 * InfoNCE over rows of patches, a context at a time: the mean over prediction steps of each step's mean over its contexts of
 * {@code -log(p + 1e-11)}, p being the positive's softmax among its negatives and scores {@code (W_k z_j) . c}.
 */
final class VerticalInfoNceOracle {

    /** Of a score in single precision, relative. */
    private static final double ROUNDING = 1e-4;

    private static final double LEAST = 1e-11;

    private final Matrix z;
    private final Matrix projected;
    private final int side;
    private final int predictionSteps;
    private final int skip;
    private final Negatives negatives;
    private final double[] byZ;
    private final double[] byProjected;
    private double loss;
    private double clearlyRight;
    private double perhapsRight;

    /**
     * @param z {@code [batch * rows * columns, channels]}
     * @param projected W_1 to W_K times each, {@code [batch * rows * columns, K * channels]}
     */
    VerticalInfoNceOracle(Matrix z, Matrix projected, int side, int predictionSteps, int skip, Negatives negatives) {
        this.z = z;
        this.projected = projected;
        this.side = side;
        this.predictionSteps = predictionSteps;
        this.skip = skip;
        this.negatives = negatives;
        this.byZ = new double[z.values.length];
        this.byProjected = new double[projected.values.length];
    }

    Matrix loss(Tape tape) {
        int batch = z.rows / (side * side);
        for (int k = 1; k <= predictionSteps; k++) {
            int rows = side - skip - k;
            double weight = 1.0 / ((double) predictionSteps * rows * side * batch);
            for (int context = 0; context < z.rows; context++) {
                if (context / side % side < rows) {
                    add(k, context, weight);
                }
            }
        }
        Matrix scalar = new Matrix(1, 1, new double[] {loss});
        tape.record(() -> {
            for (int i = 0; i < byZ.length; i++) {
                z.gradient[i] += scalar.gradient[0] * byZ[i];
            }
            for (int i = 0; i < byProjected.length; i++) {
                projected.gradient[i] += scalar.gradient[0] * byProjected[i];
            }
        });
        return scalar;
    }

    double clearlyRight() {
        return clearlyRight;
    }

    double perhapsRight() {
        return perhapsRight;
    }

    private void add(int k, int context, double weight) {
        int sample = context / (side * side);
        int[] others = negatives.of(k, sample, context / side % side, context % side);
        int[] candidates = new int[others.length + 1];
        candidates[0] = context + (k + skip) * side;
        System.arraycopy(others, 0, candidates, 1, others.length);
        int n = z.columns;
        double[] scores = new double[candidates.length];
        double best = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < candidates.length; j++) {
            for (int c = 0; c < n; c++) {
                scores[j] += projected.values[at(candidates[j], k, c)] * z.values[context * n + c];
            }
            best = j == 0 ? best : Math.max(best, scores[j]);
        }
        double sum = 0;
        for (double score : scores) {
            sum += Math.exp(score - scores[0]);
        }
        double probability = 1 / sum;
        loss -= weight * Math.log(probability + LEAST);
        double rounding = ROUNDING * Math.max(1, Math.abs(scores[0]));
        clearlyRight += scores[0] > best + rounding ? weight : 0;
        perhapsRight += scores[0] > best - rounding ? weight : 0;
        for (int j = 0; j < candidates.length; j++) {
            double own = Math.exp(scores[j] - scores[0]) / sum;
            double byScore = -weight * probability * ((j == 0 ? 1 : 0) - own) / (probability + LEAST);
            for (int c = 0; c < n; c++) {
                byProjected[at(candidates[j], k, c)] += byScore * z.values[context * n + c];
                byZ[context * n + c] += byScore * projected.values[at(candidates[j], k, c)];
            }
        }
    }

    private int at(int patch, int k, int channel) {
        return (patch * predictionSteps + k - 1) * z.columns + channel;
    }
}
