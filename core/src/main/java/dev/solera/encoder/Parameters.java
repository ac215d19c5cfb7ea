package dev.solera.encoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.solera.engine.AlignedBuffer;
import dev.solera.engine.Autograd;
import dev.solera.engine.TensorValues;
import dev.solera.layer.ParameterSpec;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Named parameters in the engine's memory, in the order in which they were declared. */
public final class Parameters {

    private final Map<String, NDArray> values = new LinkedHashMap<>();
    /** Those, or what stands for them while gradients are taken. */
    private final Map<String, NDArray> arrays = new LinkedHashMap<>();

    private Parameters() {}

    /** Parameters with initial values, drawn in the order of {@code specs}. */
    public static Parameters initial(NDManager manager, List<ParameterSpec> specs, RandomGenerator random) {
        Parameters parameters = new Parameters();
        for (ParameterSpec spec : specs) {
            parameters.put(manager, spec, spec.initial(random));
        }
        return parameters;
    }

    /**
     * Parameters with copied values.
     *
     * @throws IllegalArgumentException where names or shapes are not those of {@code specs}
     */
    public static Parameters of(NDManager manager, List<ParameterSpec> specs, Map<String, Parameter> values) {
        List<String> names = specs.stream().map(ParameterSpec::name).toList();
        if (!values.keySet().equals(Set.copyOf(names))) {
            throw new IllegalArgumentException("parameters are %s; allowed: %s".formatted(values.keySet(), names));
        }
        Parameters parameters = new Parameters();
        for (ParameterSpec spec : specs) {
            Parameter parameter = values.get(spec.name());
            if (!Arrays.equals(parameter.shape(), dimensions(spec))) {
                throw new IllegalArgumentException("parameter %s has shape %s; allowed: %s"
                        .formatted(spec.name(), Arrays.toString(parameter.shape()), spec.shape()));
            }
            parameters.put(manager, spec, parameter.values());
        }
        return parameters;
    }

    private void put(NDManager manager, ParameterSpec spec, float[] numbers) {
        NDArray array = AlignedBuffer.copyOf(manager, numbers, new Shape(dimensions(spec)));
        values.put(spec.name(), array);
        arrays.put(spec.name(), array);
    }

    private static long[] dimensions(ParameterSpec spec) {
        return spec.shape().stream().mapToLong(Long::longValue).toArray();
    }

    /** Until they are {@link #settle settled}, leaves stand for them, whose gradients are gone with the scope that is open. */
    public void branch() {
        values.forEach((name, array) -> arrays.put(name, Autograd.leaf(array)));
    }

    /** They stand for themselves again. */
    public void settle() {
        arrays.putAll(values);
    }

    /** @throws IllegalArgumentException where there is none of this name */
    public NDArray get(String name) {
        NDArray array = arrays.get(name);
        if (array == null) {
            throw new IllegalArgumentException("parameter is %s; allowed: %s".formatted(name, arrays.keySet()));
        }
        return array;
    }

    /** All of them by name, in order, as they are at the time of looking. */
    public Map<String, NDArray> arrays() {
        return Collections.unmodifiableMap(arrays);
    }

    /** A copy of all values, by name. */
    public Map<String, Parameter> copy() {
        Map<String, Parameter> copies = new LinkedHashMap<>();
        arrays.forEach(
                (name, array) -> copies.put(name, new Parameter(array.getShape().getShape(), TensorValues.of(array))));
        return copies;
    }
}
