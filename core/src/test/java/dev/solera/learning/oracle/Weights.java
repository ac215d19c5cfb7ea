package dev.solera.learning.oracle;

import java.util.LinkedHashMap;
import java.util.Map;

/** The parameters of a module, as the matrices that they were used as. */
final class Weights {

    private final Map<String, double[]> parameters;
    private final Map<String, Matrix> used = new LinkedHashMap<>();

    /** @param parameters by name */
    Weights(Map<String, double[]> parameters) {
        this.parameters = parameters;
    }

    Matrix matrix(String name, int columns) {
        double[] values = parameters.get(name);
        Matrix matrix = new Matrix(values.length / columns, columns, values);
        used.put(name, matrix);
        return matrix;
    }

    Matrix row(String name) {
        return matrix(name, parameters.get(name).length);
    }

    Map<String, double[]> gradients() {
        Map<String, double[]> gradients = new LinkedHashMap<>();
        used.forEach((name, matrix) -> gradients.put(name, matrix.gradient));
        return gradients;
    }
}
