package dev.solera.objective;

import ai.djl.ndarray.NDArray;

/**
 * What the forward pass of one step has computed.
 *
 * @param output what the module hands on, {@code [batch, axes of the output]}; no gradient flows through it
 * @param terms the loss
 */
public record Forward(NDArray output, LossTerms terms) {}
