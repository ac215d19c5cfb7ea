package dev.solera.learning.oracle;

import java.util.stream.IntStream;

/**
 * What chance decided in one step, in the oracle's own words.
 *
 * @param window steps of the sub-windows
 * @param begins first step of each sample's
 * @param valid steps of each sample that are not padding
 * @param predictionSteps K
 * @param negatives what positives are told from
 */
public record Draw(int window, int[] begins, int[] valid, int predictionSteps, Negatives negatives) {

    /** Rows of z, flattened to {@code [batch * steps, hidden]}, that one context's positive is told from. */
    @FunctionalInterface
    public interface Negatives {

        /**
         * @param sample of the context
         * @param t the context's step, counted from the sub-window's first
         * @param k steps ahead that the positive is
         * @param positive the positive's own row
         */
        int[] of(int sample, int t, int k, int positive);

        /** One pool for all; nobody is told from itself. */
        static Negatives shared(int[] pool) {
            return (sample, t, k, positive) ->
                    IntStream.of(pool).filter(row -> row != positive).toArray();
        }

        /**
         * One pool for all, of which everybody is told from the rows of other samples.
         *
         * @param steps of a sample
         */
        static Negatives ofOthers(int[] pool, int steps) {
            return (sample, t, k, positive) ->
                    IntStream.of(pool).filter(row -> row / steps != sample).toArray();
        }
    }

    int batch() {
        return begins.length;
    }

    /** Whether the positive of a context is inside the sub-window and real. */
    boolean counts(int sample, int t, int k) {
        return t + k <= window - 1 && begins[sample] + t + k <= valid[sample] - 1;
    }

    /** Contexts of the batch that have a positive k steps ahead. */
    int contexts(int k) {
        return (int) IntStream.range(0, batch() * window)
                .filter(i -> counts(i / window, i % window, k))
                .count();
    }

    /** Prediction steps for which any context has a positive. */
    int predictedSteps() {
        return (int) IntStream.rangeClosed(1, predictionSteps)
                .filter(k -> contexts(k) > 0)
                .count();
    }
}
