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
        float[] values = TensorValues.of(actual);
        float[] exact = TensorValues.of(expected);
        double difference = 0;
        double length = 0;
        for (int i = 0; i < exact.length; i++) {
            difference += Math.pow((double) values[i] - exact[i], 2);
            length += Math.pow(exact[i], 2);
        }
        return Math.sqrt(difference / length);
    }
}
