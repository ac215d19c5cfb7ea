package dev.solera.learning.oracle;

/**
 * InfoNCE as the paper writes it, a context at a time (arXiv 1905.11786, equations 1 to 4): the mean over prediction steps of
 * each step's mean over its contexts of {@code -log(exp(s_0) / sum_j exp(s_j))}, where s_0 is the positive's score and the
 * others those of its negatives.
 */
final class InfoNceOracle {

    /** Of a score in single precision, relative. */
    private static final double ROUNDING = 1e-4;

    private final Draw draw;
    private final Matrix predicted;
    private final Matrix z;
    private final double[] byPredicted;
    private final double[] byZ;
    private final int steps;
    private double loss;
    private double clearlyRight;
    private double perhapsRight;

    /**
     * @param predicted {@code W_k c_t} of the sub-windows' contexts, {@code [batch * window, K * hidden]}
     * @param z {@code [batch * steps, hidden]}
     */
    InfoNceOracle(Draw draw, Matrix predicted, Matrix z) {
        this.draw = draw;
        this.predicted = predicted;
        this.z = z;
        this.byPredicted = new double[predicted.values.length];
        this.byZ = new double[z.values.length];
        this.steps = z.rows / draw.batch();
    }

    Matrix loss(Tape tape) {
        int used = draw.predictedSteps();
        for (int k = 1; k <= draw.predictionSteps(); k++) {
            double weight = 1.0 / ((double) draw.contexts(k) * used);
            for (int sample = 0; sample < draw.batch(); sample++) {
                for (int t = 0; t < draw.window(); t++) {
                    if (draw.counts(sample, t, k)) {
                        add(sample, t, k, weight);
                    }
                }
            }
        }
        Matrix scalar = new Matrix(1, 1, new double[] {loss});
        tape.record(() -> {
            accumulate(predicted.gradient, byPredicted, scalar.gradient[0]);
            accumulate(z.gradient, byZ, scalar.gradient[0]);
        });
        return scalar;
    }

    /** Weighted fraction of the contexts whose positive scores higher than all its negatives by more than rounding could. */
    double clearlyRight() {
        return clearlyRight;
    }

    /** The same with those that rounding decides, such as one whose positive was drawn as a negative as well. */
    double perhapsRight() {
        return perhapsRight;
    }

    private void add(int sample, int t, int k, double weight) {
        int positive = sample * steps + draw.begins()[sample] + t + k;
        int[] negatives = draw.negatives().of(sample, t, k, positive);
        int[] candidates = new int[negatives.length + 1];
        candidates[0] = positive;
        System.arraycopy(negatives, 0, candidates, 1, negatives.length);
        int prediction = ((sample * draw.window() + t) * draw.predictionSteps() + k - 1) * z.columns;

        double[] scores = new double[candidates.length];
        double best = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < candidates.length; j++) {
            for (int c = 0; c < z.columns; c++) {
                scores[j] += predicted.values[prediction + c] * z.values[candidates[j] * z.columns + c];
            }
            best = j == 0 ? best : Math.max(best, scores[j]);
        }
        double top = Math.max(best, scores[0]);
        double sum = 0;
        for (double score : scores) {
            sum += Math.exp(score - top);
        }
        loss -= weight * (scores[0] - top - Math.log(sum));
        double rounding = ROUNDING * Math.max(1, Math.abs(scores[0]));
        clearlyRight += scores[0] > best + rounding ? weight : 0;
        perhapsRight += scores[0] > best - rounding ? weight : 0;

        for (int j = 0; j < candidates.length; j++) {
            double probability = Math.exp(scores[j] - top) / sum;
            double byScore = weight * (probability - (j == 0 ? 1 : 0));
            for (int c = 0; c < z.columns; c++) {
                int candidate = candidates[j] * z.columns + c;
                byPredicted[prediction + c] += byScore * z.values[candidate];
                byZ[candidate] += byScore * predicted.values[prediction + c];
            }
        }
    }

    private static void accumulate(double[] gradient, double[] local, double factor) {
        for (int i = 0; i < gradient.length; i++) {
            gradient[i] += factor * local[i];
        }
    }
}
