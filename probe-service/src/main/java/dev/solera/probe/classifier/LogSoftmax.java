package dev.solera.probe.classifier;

import java.util.Arrays;

/** The logarithm of the softmax function. */
public final class LogSoftmax {

    private LogSoftmax() {}

    /** Replaces scores by natural logarithms of probabilities that add up to 1, and returns them. */
    public static double[] inPlace(double[] scores) {
        double largest = Arrays.stream(scores).max().orElseThrow();
        double sum = 0;
        for (double score : scores) {
            sum += Math.exp(score - largest);
        }
        double logSum = largest + Math.log(sum);
        for (int c = 0; c < scores.length; c++) {
            scores[c] -= logSum;
        }
        return scores;
    }
}
