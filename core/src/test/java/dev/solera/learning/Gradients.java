package dev.solera.learning;

import ai.djl.ndarray.NDArray;
import java.util.Map;
import java.util.function.Consumer;

/** Keeps copies of the gradients of a step for a test to look at. */
final class Gradients {

    private Gradients() {}

    static Consumer<Map<String, NDArray>> into(Map<String, float[]> copies) {
        return parameters -> parameters.forEach(
                (name, parameter) -> copies.put(name, parameter.getGradient().toFloatArray()));
    }
}
