package dev.solera.layer;

import ai.djl.ndarray.NDArray;

/** A layer's own parameters, by the names that its {@link Layer#parameters} give them. */
@FunctionalInterface
public interface Weights {

    NDArray get(String name);
}
