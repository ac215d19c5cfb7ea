package dev.solera.objective;

import ai.djl.ndarray.NDArray;
import dev.solera.engine.Autograd;

/**
 * What the forward pass of one step has computed.
 *
 * @param output what the module hands on, {@code [batch, axes of the output]}; no gradient flows through it
 * @param terms the loss
 * @param onward what is left of the way back when leaves between the loss and the parameters have their gradients
 */
public record Forward(NDArray output, LossTerms terms, Runnable onward) {

    /** One that is recorded all the way. */
    public Forward(NDArray output, LossTerms terms) {
        this(output, terms, () -> {});
    }

    /** Adds the gradient of the loss to the parameters'. */
    public void backward() {
        Autograd.backward(terms.root());
        onward.run();
    }
}
