package dev.solera.learning.oracle;

/**
 * The cross-entropy of a linear classifier over the mean of a sample's outputs, a sample at a time: the mean over the samples whose
 * class is known of {@code -log(exp(s_y) / sum_j exp(s_j))}.
 */
final class CrossEntropyOracle {

    /** Of a score in single precision, relative. */
    private static final double ROUNDING = 1e-4;

    private final int[] labels;
    private double loss;
    private double clearlyRight;
    private double perhapsRight;

    /** @param labels class of each sample, -1 where it is unknown */
    CrossEntropyOracle(int[] labels) {
        this.labels = labels;
    }

    /**
     * @param outputs {@code [batch * places, channels]}
     * @param places of each sample that count, from its first
     */
    Matrix loss(Tape tape, Weights weights, Matrix outputs, int[] places) {
        Matrix means = means(tape, outputs, places);
        Matrix scores = tape.plusRow(
                tape.product(means, weights.matrix("classifier.weight", means.columns)),
                weights.row("classifier.bias"));
        double[] byScore = new double[scores.values.length];
        int known = 0;
        for (int label : labels) {
            known += label < 0 ? 0 : 1;
        }
        for (int sample = 0; sample < labels.length; sample++) {
            if (labels[sample] >= 0) {
                add(scores, sample, 1.0 / known, byScore);
            }
        }
        Matrix scalar = new Matrix(1, 1, new double[] {loss});
        tape.record(() -> {
            for (int i = 0; i < byScore.length; i++) {
                scores.gradient[i] += scalar.gradient[0] * byScore[i];
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

    private void add(Matrix scores, int sample, double weight, double[] byScore) {
        int classes = scores.columns;
        int row = sample * classes;
        double own = scores.values[row + labels[sample]];
        double sum = 0;
        double best = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < classes; j++) {
            sum += Math.exp(scores.values[row + j] - own);
            best = j == labels[sample] ? best : Math.max(best, scores.values[row + j]);
        }
        loss += weight * Math.log(sum);
        double rounding = ROUNDING * Math.max(1, Math.abs(own));
        clearlyRight += own > best + rounding ? weight : 0;
        perhapsRight += own > best - rounding ? weight : 0;
        for (int j = 0; j < classes; j++) {
            double probability = Math.exp(scores.values[row + j] - own) / sum;
            byScore[row + j] = weight * (probability - (j == labels[sample] ? 1 : 0));
        }
    }

    private static Matrix means(Tape tape, Matrix x, int[] places) {
        int each = x.rows / places.length;
        Matrix y = new Matrix(places.length, x.columns);
        for (int b = 0; b < places.length; b++) {
            for (int i = 0; i < places[b] * x.columns; i++) {
                y.values[b * x.columns + i % x.columns] += x.values[b * each * x.columns + i] / places[b];
            }
        }
        tape.record(() -> {
            for (int b = 0; b < places.length; b++) {
                for (int i = 0; i < places[b] * x.columns; i++) {
                    x.gradient[b * each * x.columns + i] += y.gradient[b * x.columns + i % x.columns] / places[b];
                }
            }
        });
        return y;
    }
}
