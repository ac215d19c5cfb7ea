package dev.solera.layer;

import ai.djl.ndarray.NDArray;
import dev.solera.engine.Products;

/**
 * A layer over time whose output at a step depends on just a stretch of the input around it, so that a stretch of its output can
 * be computed from that of its input alone.
 */
public sealed interface LocalLayer extends Layer permits Conv1dLayer {

    /** First input step behind an output that begins at {@code outputBegin}; negative where that is padding. */
    int inputBegin(int outputBegin);

    /** Input steps behind {@code outputLength} output steps. */
    int inputLength(int outputLength);

    /** Output steps for {@code steps} input steps; less than 1 where there are too few. */
    int outputSteps(int steps);

    /**
     * As {@link #forward}, but of a stretch whose padding is already in it.
     *
     * @param x {@code [batch, channels, time]}
     */
    NDArray forwardUnpadded(NDArray x, Weights weights, Products products);
}
