package dev.solera.engine;

import ai.djl.ndarray.NDArray;

/** Scores of the candidate that is a term's own and of all others. */
public sealed interface Scores permits Float32Scores, Bfloat16Scores {

    /**
     * Scores in single precision.
     *
     * @param own {@code [terms, 1]}
     * @param others {@code [terms, M]}
     */
    static Scores of(NDArray own, NDArray others) {
        return new Float32Scores(own, others);
    }

    /**
     * The loss over them. It may be taken once.
     *
     * @param leftOut entries of others that are not to be told from, row-major
     * @param weights w of the terms
     */
    Contrast contrast(long[] leftOut, NDArray weights);
}
