package dev.solera.engine;

import ai.djl.ndarray.NDArray;

/**
 * What telling a candidate from others comes to: {@code L = − Σ w log softmax(scores)_own}.
 *
 * @param loss the scalar L, nats
 * @param root where its gradient begins
 * @param right for each term 1 where its own candidate scores highest, {@code [terms]}
 */
public record Contrast(NDArray loss, Autograd.Root root, NDArray right) {}
