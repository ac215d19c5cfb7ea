package dev.solera.objective;

import java.util.stream.IntStream;

/**
 * All that chance decides in one training step: where positives come from and what they are told from.
 *
 * @param window steps w of the sub-window that contexts and positives come from
 * @param begins first step of the sub-window in each sample of the batch
 * @param valid steps of each sample that are not padding
 * @param predictionSteps K
 * @param negatives what positives are told from
 */
record LossPlan(int window, int[] begins, int[] valid, int predictionSteps, Negatives negatives) {

    int batch() {
        return begins.length;
    }

    /** Terms of the loss, one for each (sample, step t of the window, prediction step k). */
    int terms() {
        return batch() * window * predictionSteps;
    }

    /** Whether context t predicts a real step k ahead: inside the sub-window and not padding. */
    boolean counts(int sample, int t, int k) {
        return t + k < window && begins[sample] + t + k < valid[sample];
    }

    /**
     * Weight of every term, {@code [batch, window, K]}: the loss is the mean over prediction steps of each step's mean
     * over its positions. All zero where no context has a real step to predict.
     */
    float[] weights() {
        int[] positions = new int[predictionSteps + 1];
        forEachTerm((index, b, t, k) -> positions[k]++);
        int used = 0;
        for (int count : positions) {
            used += count > 0 ? 1 : 0;
        }
        float[] weights = new float[terms()];
        int steps = used;
        forEachTerm((index, b, t, k) -> weights[index] = (float) (1.0 / ((double) positions[k] * steps)));
        return weights;
    }

    /**
     * The loss of a module that knows nothing, nats: each term's is ln(1 + M) with the negatives that its positive is told from. That of the
     * whole pool where no term counts.
     */
    double chance() {
        if (!(negatives instanceof Negatives.Shared pool) || !pool.ofOthers() || !hasTerms()) {
            return Math.log1p(negatives.count());
        }
        double[] ofSample = IntStream.range(0, batch())
                .mapToDouble(b -> Math.log1p(pool.countFor(b)))
                .toArray();
        float[] weights = weights();
        double[] chance = new double[1];
        forEachTerm((index, b, t, k) -> chance[0] += weights[index] * ofSample[b]);
        return chance[0];
    }

    /** Whether any term counts: else there is nothing to learn from, every sample being shorter than a prediction. */
    boolean hasTerms() {
        for (int b = 0; b < batch(); b++) {
            if (counts(b, 0, 1)) {
                return true;
            }
        }
        return false;
    }

    /** Visits the terms that count. */
    void forEachTerm(TermVisitor visitor) {
        int index = 0;
        for (int b = 0; b < batch(); b++) {
            for (int t = 0; t < window; t++) {
                for (int k = 1; k <= predictionSteps; k++, index++) {
                    if (counts(b, t, k)) {
                        visitor.visit(index, b, t, k);
                    }
                }
            }
        }
    }

    /** Receives one term of the loss. */
    @FunctionalInterface
    interface TermVisitor {
        void visit(int index, int sample, int t, int k);
    }
}
