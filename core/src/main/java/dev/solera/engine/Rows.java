package dev.solera.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.SparseFormat;

/** Gathers rows of a matrix; the gradient flows back to the gathered rows only. */
public final class Rows {

    private Rows() {}

    /**
     * @param matrix {@code [rows, columns]}
     * @param indices rows to take, in this order, repeats allowed
     * @return {@code [indices, columns]}
     */
    public static NDArray gather(NDArray matrix, long[] indices) {
        NDArray index = matrix.getManager().create(indices);
        return matrix.getNDArrayInternal()
                .embedding(index, matrix, SparseFormat.DENSE)
                .singletonOrThrow();
    }
}
