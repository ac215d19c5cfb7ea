package dev.solera.probe.classifier;

/** A linear classifier that was fit on examples, and tells the classes that were among them apart. */
public interface FittedProbe {

    /** The classes that it knows, in increasing order. */
    int[] classes();

    /** Natural logarithms of the probabilities of {@link #classes()}, in their order. */
    double[] logProbabilities(float[] row);

    /** The class of the largest of {@code logProbabilities}, which may be a sum of several windows'. */
    default int decide(double[] logProbabilities) {
        int best = 0;
        for (int c = 1; c < logProbabilities.length; c++) {
            if (logProbabilities[c] > logProbabilities[best]) {
                best = c;
            }
        }
        return classes()[best];
    }
}
