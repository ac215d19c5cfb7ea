package dev.solera.probe.rolling;

import dev.solera.probe.accuracy.Interval;
import dev.solera.probe.accuracy.Tally;
import dev.solera.probe.classifier.LogSoftmax;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;

/**
 * A linear softmax classifier that learns while the modules upstream learn. Training examples move it by one step of
 * normalised stochastic gradient descent; held-out examples are scored with it as it stands, and the newest of those
 * scores are its rolling accuracy. Mean and variance of the features are moving averages, as features drift.
 *
 * <p>Not safe for several threads.
 */
final class RollingProbe {

    /** Weight of a new example in the moving averages, once there were enough. */
    private static final double FORGETTING = 1e-3;

    private final int window;
    private final double rate;
    private final Deque<Tally> newest = new ArrayDeque<>();
    private final BitSet seen = new BitSet();
    private final double[] mean;
    private final double[] square;
    private double[][] weights = new double[0][];
    private long learned;

    /**
     * @param width features of an example
     * @param window held-out samples that the rolling accuracy looks back
     * @param rate step size, 0 to 1: the part of an example's error that one step removes, about
     */
    RollingProbe(int width, int window, double rate) {
        this.mean = new double[width];
        this.square = new double[width];
        this.window = window;
        this.rate = rate;
    }

    /** One step on one training example. */
    void learn(float[] row, int label) {
        seen.set(label);
        follow(row);
        while (weights.length <= label) {
            grow();
        }
        double[] x = standardised(row);
        double norm = 0;
        for (double value : x) {
            norm += value * value;
        }
        double[] probabilities = LogSoftmax.inPlace(scores(x));
        for (int c = 0; c < weights.length; c++) {
            double error = (c == label ? 1 : 0) - Math.exp(probabilities[c]);
            double step = rate * error / norm;
            for (int j = 0; j < x.length; j++) {
                weights[c][j] += step * x[j];
            }
        }
    }

    /** Whether the class of the highest score is {@code label}; never learned from. */
    boolean isRight(float[] row, int label) {
        if (weights.length == 0) {
            return false;
        }
        double[] scores = scores(standardised(row));
        int best = 0;
        for (int c = 1; c < scores.length; c++) {
            if (scores[c] > scores[best]) {
                best = c;
            }
        }
        return best == label;
    }

    /** Takes the score of one held-out sample: of its one decision, or of its frames. */
    void count(Tally sample) {
        newest.addLast(sample);
        if (newest.size() > window) {
            newest.removeFirst();
        }
    }

    /** Score over the window. */
    Tally score() {
        return newest.stream().reduce(Tally.NONE, Tally::plus);
    }

    /** 95 %, with samples as clusters. */
    Interval interval() {
        return Interval.clustered(newest);
    }

    /** Classes learned from so far. */
    int classes() {
        return seen.cardinality();
    }

    private void follow(float[] row) {
        learned++;
        double part = Math.max(FORGETTING, 1.0 / learned);
        for (int j = 0; j < mean.length; j++) {
            mean[j] += part * (row[j] - mean[j]);
            square[j] += part * ((double) row[j] * row[j] - square[j]);
        }
    }

    /** Standardised features, and a 1 for the bias. */
    private double[] standardised(float[] row) {
        double[] x = new double[mean.length + 1];
        for (int j = 0; j < mean.length; j++) {
            double variance = square[j] - mean[j] * mean[j];
            x[j] = variance > 1e-12 * square[j] ? (row[j] - mean[j]) / Math.sqrt(variance) : 0;
        }
        x[mean.length] = 1;
        return x;
    }

    private double[] scores(double[] x) {
        double[] scores = new double[weights.length];
        for (int c = 0; c < scores.length; c++) {
            for (int j = 0; j < x.length; j++) {
                scores[c] += weights[c][j] * x[j];
            }
        }
        return scores;
    }

    private void grow() {
        double[][] grown = new double[weights.length + 1][];
        System.arraycopy(weights, 0, grown, 0, weights.length);
        grown[weights.length] = new double[mean.length + 1];
        weights = grown;
    }
}
