package dev.solera.objective;

import ai.djl.ndarray.NDArray;
import dev.solera.engine.Autograd;
import dev.solera.engine.TensorValues;

/**
 * What the loss of one step is made of.
 *
 * @param loss the scalar, nats
 * @param root where its gradient begins
 * @param right for each term 1 where it is told right, {@code [terms]}
 * @param weights of the terms
 */
public record LossTerms(NDArray loss, Autograd.Root root, NDArray right, NDArray weights) {

    /** Of a loss that is recorded itself. */
    LossTerms(NDArray loss, NDArray right, NDArray weights) {
        this(loss, Autograd.Root.of(loss), right, weights);
    }

    /** Weighted fraction of the terms that are told right. */
    public double accuracy() {
        return TensorValues.number(right.mul(weights).sum());
    }
}
