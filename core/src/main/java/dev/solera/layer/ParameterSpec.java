package dev.solera.layer;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Name, shape and start of one parameter.
 *
 * @param name within its owner, PyTorch's
 * @param shape its dimensions
 * @param centre of the interval that its values start in, where they are drawn uniformly
 * @param bound half the width of that interval
 * @param start how its values are drawn
 */
public record ParameterSpec(String name, List<Long> shape, double centre, double bound, Start start) {

    public ParameterSpec {
        shape = List.copyOf(shape);
    }

    /** One whose values are drawn about zero, within {@code bound} of it where they are drawn uniformly. */
    public ParameterSpec(String name, List<Long> shape, double bound, Start start) {
        this(name, shape, 0, bound, start);
    }

    /** One whose values are drawn uniformly within {@code bound} of zero. */
    public ParameterSpec(String name, List<Long> shape, double bound) {
        this(name, shape, bound, Start.UNIFORM);
    }

    /** One whose values are all the same. */
    static ParameterSpec constant(String name, List<Long> shape, double value) {
        return new ParameterSpec(name, shape, value, 0, Start.UNIFORM);
    }

    /** The same under {@code prefix.name}. */
    public ParameterSpec within(String prefix) {
        return new ParameterSpec(prefix + "." + name, shape, centre, bound, start);
    }

    /** Number of values. */
    public int size() {
        return Math.toIntExact(shape.stream().reduce(1L, Math::multiplyExact));
    }

    /** Values before the first step, row-major. */
    public float[] initial(RandomGenerator random) {
        return switch (start) {
            case UNIFORM -> uniform(random);
            case DELTA_ORTHOGONAL -> DeltaOrthogonal.draw(shape, random);
        };
    }

    private float[] uniform(RandomGenerator random) {
        float[] drawn = new float[size()];
        for (int i = 0; i < drawn.length; i++) {
            drawn[i] = (float) (centre + (2 * random.nextDouble() - 1) * bound);
        }
        return drawn;
    }
}
