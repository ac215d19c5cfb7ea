package dev.solera.objective;

import java.util.stream.IntStream;

/** The rows of z that positives are told from in one step, drawn before anything is computed. */
sealed interface Negatives {

    /** M: negatives a position; of other samples' alone, at most so many. */
    int count();

    /**
     * The authors' form: every position its own negatives.
     *
     * @param rows {@code [M][batch * time]} rows of the flattened z; for step k, the i-th negative of position p (of
     *     {@code batch * (window - k)}) is entry {@code batch * time - batch * (window - k) + p} of {@code rows[i]}
     */
    record PerPosition(int[][] rows) implements Negatives {
        @Override
        public int count() {
            return rows.length;
        }

        /** The rows of the negatives of step k, {@code [batch, window, M]}; any where t + k is beyond the window. */
        long[] of(LossPlan plan, int k) {
            int length = plan.window() - k;
            long[] indices = new long[plan.batch() * plan.window() * rows.length];
            int next = 0;
            for (int b = 0; b < plan.batch(); b++) {
                for (int t = 0; t < plan.window(); t++) {
                    for (int[] permuted : rows) {
                        int p = b * length + Math.min(t, length - 1);
                        indices[next++] = permuted[permuted.length - plan.batch() * length + p];
                    }
                }
            }
            return indices;
        }
    }

    /**
     * One pool for the whole batch: row j is time {@code time[j]} of sample {@code sample[j]}.
     *
     * @param sample index in the batch
     * @param time step of the whole sequence
     * @param ofOthers whether the positives of a sample are told from the rows of other samples alone
     */
    record Shared(int[] sample, int[] time, boolean ofOthers) implements Negatives {
        @Override
        public int count() {
            return sample.length;
        }

        /** How many of them the positives of a sample are told from. */
        int countFor(int told) {
            return ofOthers ? (int) IntStream.of(sample).filter(b -> b != told).count() : sample.length;
        }

        /** Rows of the flattened {@code [batch, steps]}. */
        long[] rows(int steps) {
            long[] rows = new long[sample.length];
            for (int j = 0; j < rows.length; j++) {
                rows[j] = (long) sample[j] * steps + time[j];
            }
            return rows;
        }

        /** The same pool with times counted from each sample's sub-window. */
        Shared within(LossPlan plan) {
            int[] relative = new int[time.length];
            for (int j = 0; j < relative.length; j++) {
                relative[j] = time[j] - plan.begins()[sample[j]];
            }
            return new Shared(sample, relative, ofOthers);
        }
    }
}
