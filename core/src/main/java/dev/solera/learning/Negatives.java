package dev.solera.learning;

/** The rows of z that positives are told from in one step, drawn before anything is computed. */
sealed interface Negatives {

    /** M: negatives a position. */
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
    }

    /**
     * One pool for the whole batch: row j is time {@code time[j]} of sample {@code sample[j]}.
     *
     * @param sample index in the batch
     * @param time step of the whole sequence
     */
    record Shared(int[] sample, int[] time) implements Negatives {
        @Override
        public int count() {
            return sample.length;
        }
    }
}
