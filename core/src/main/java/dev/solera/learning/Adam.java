package dev.solera.learning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.solera.engine.AdamKernel;
import dev.solera.engine.AlignedBuffer;
import dev.solera.engine.TensorValues;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongToDoubleFunction;

/**
 * Adam (Kingma and Ba 2015, algorithm 1) over one module's parameters, with moments that can be read and restored, so
 * that a restored optimiser goes on to the same bits. No weight decay; betas 0.9 and 0.999, epsilon 1e-8.
 */
final class Adam implements Optimiser {

    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.999;
    private static final double EPSILON = 1e-8;

    private final AdamKernel kernel;
    private final LongToDoubleFunction learningRates;
    private final Map<String, NDArray> parameters;
    private final Map<String, NDArray> means = new LinkedHashMap<>();
    private final Map<String, NDArray> variances = new LinkedHashMap<>();
    private long step;

    /** @param learningRates by update, from 1 */
    Adam(NDManager manager, Map<String, NDArray> parameters, AdamKernel kernel, LongToDoubleFunction learningRates) {
        this.kernel = kernel;
        this.learningRates = learningRates;
        this.parameters = parameters;
        parameters.forEach((name, parameter) -> {
            means.put(name, manager.zeros(parameter.getShape()));
            variances.put(name, manager.zeros(parameter.getShape()));
        });
    }

    /** Moments and step count. */
    @Override
    public ModuleState.Optimiser state() {
        return new ModuleState.Optimiser(step, copy(means), copy(variances));
    }

    @Override
    public void restore(NDManager manager, ModuleState.Optimiser state) {
        restore(manager, means, state.means());
        restore(manager, variances, state.variances());
        step = state.step();
    }

    @Override
    public double learningRate() {
        return learningRates.applyAsDouble(step);
    }

    @Override
    public void update() {
        step++;
        AdamKernel.Update update = kernel.at(new AdamKernel.Step(learningRate(), BETA1, BETA2, EPSILON, step));
        parameters.forEach((name, parameter) -> {
            if (parameter.hasGradient()) {
                update.of(parameter, parameter.getGradient(), means.get(name), variances.get(name));
            }
        });
    }

    private static Map<String, float[]> copy(Map<String, NDArray> arrays) {
        Map<String, float[]> copies = new LinkedHashMap<>();
        arrays.forEach((name, array) -> copies.put(name, TensorValues.of(array)));
        return copies;
    }

    private static void restore(NDManager manager, Map<String, NDArray> arrays, Map<String, float[]> values) {
        if (!arrays.keySet().equals(values.keySet())) {
            throw new IllegalArgumentException(
                    "moments are of %s; allowed: %s".formatted(values.keySet(), arrays.keySet()));
        }
        arrays.replaceAll((name, old) -> {
            NDArray restored = AlignedBuffer.copyOf(manager, values.get(name), old.getShape());
            old.close();
            return restored;
        });
    }
}
