package dev.solera.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.SplittableRandom;

/** Tensors of noise, and how far one is from another. */
final class Drawn {

    private final SplittableRandom random;

    Drawn(long seed) {
        random = new SplittableRandom(seed);
    }

    NDArray tensor(NDManager manager, double size, long... shape) {
        Shape sizes = new Shape(shape);
        float[] values = new float[Math.toIntExact(sizes.size())];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (size * random.nextGaussian());
        }
        return AlignedBuffer.copyOf(manager, values, sizes);
    }

    /** Length of the difference over that of what it should be. */
    static double off(NDArray actual, NDArray expected) {
        return off(TensorValues.of(actual), TensorValues.of(expected));
    }

    /** The same of values. */
    static double off(float[] actual, float[] expected) {
        double difference = 0;
        double length = 0;
        for (int i = 0; i < expected.length; i++) {
            difference += Math.pow((double) actual[i] - expected[i], 2);
            length += Math.pow(expected[i], 2);
        }
        return Math.sqrt(difference / length);
    }
}
