package dev.solera.layer;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Weights of a convolution that are zero but for the kernel's centre, where they are orthonormal from input to output channels (Xiao et
 * al. 2018, "Dynamical Isometry and a Mean Field Theory of CNNs", algorithm 1): columns where outputs are as many as inputs or more,
 * so that every vector of channels keeps its length; else rows. They are scaled by sqrt 2, as the ReLU upstream lets half of a signal's
 * power pass.
 */
final class DeltaOrthogonal {

    private static final double GAIN = Math.sqrt(2);

    private DeltaOrthogonal() {}

    /**
     * @param shape {@code [outputs, inputs, height, width]}
     * @return values, row-major
     */
    static float[] draw(List<Long> shape, RandomGenerator random) {
        int outputs = Math.toIntExact(shape.get(0));
        int inputs = Math.toIntExact(shape.get(1));
        int height = Math.toIntExact(shape.get(2));
        int width = Math.toIntExact(shape.get(3));
        int plane = height * width;
        int centre = (height - 1) / 2 * width + (width - 1) / 2;
        boolean wide = outputs < inputs;
        double[][] vectors = orthonormal(wide ? outputs : inputs, wide ? inputs : outputs, random);
        float[] values = new float[Math.multiplyExact(Math.multiplyExact(outputs, inputs), plane)];
        for (int o = 0; o < outputs; o++) {
            for (int i = 0; i < inputs; i++) {
                double value = wide ? vectors[o][i] : vectors[i][o];
                values[(o * inputs + i) * plane + centre] = (float) (GAIN * value);
            }
        }
        return values;
    }

    /** Vectors in a random direction, each made orthogonal to those before it, twice, as once leaves what rounding brought in. */
    private static double[][] orthonormal(int count, int size, RandomGenerator random) {
        double[][] vectors = new double[count][];
        for (int v = 0; v < count; v++) {
            double[] vector = new double[size];
            for (int i = 0; i < size; i++) {
                vector[i] = normal(random);
            }
            for (int again = 0; again < 2; again++) {
                for (int before = 0; before < v; before++) {
                    add(vector, -dot(vector, vectors[before]), vectors[before]);
                }
            }
            double length = Math.sqrt(dot(vector, vector));
            for (int i = 0; i < size; i++) {
                vector[i] /= length;
            }
            vectors[v] = vector;
        }
        return vectors;
    }

    /** By Box and Muller: Java's own normal numbers may be others in its next version. */
    private static double normal(RandomGenerator random) {
        double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
        return radius * StrictMath.cos(2 * Math.PI * random.nextDouble());
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static void add(double[] to, double factor, double[] what) {
        for (int i = 0; i < to.length; i++) {
            to[i] += factor * what[i];
        }
    }
}
