package dev.solera.layer;

import java.util.List;

/**
 * Name, shape and start of one parameter. Values are drawn uniformly within {@code bound} of zero.
 *
 * @param name within its owner, PyTorch's
 * @param shape its dimensions
 * @param bound half the width of the interval that its values start in
 */
public record ParameterSpec(String name, List<Long> shape, double bound) {

    public ParameterSpec {
        shape = List.copyOf(shape);
    }

    /** The same under {@code prefix.name}. */
    public ParameterSpec within(String prefix) {
        return new ParameterSpec(prefix + "." + name, shape, bound);
    }

    /** Number of values. */
    public int size() {
        return Math.toIntExact(shape.stream().reduce(1L, Math::multiplyExact));
    }
}
