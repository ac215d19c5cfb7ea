package dev.solera.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * What a device of this machine makes of products in bfloat16.
 *
 * @param exact whether a product came out right of which every factor, sum and result is a number that bfloat16 has
 * @param speed how many products of a telling size it computes in the time of one in float32: of processors the time of this thread
 *     alone, of a GPU that until the result is there
 */
public record ProductsTrial(boolean exact, double speed) {

    /** So many factors of -1, 0 and 1 sum up to no more than bfloat16 counts to without a gap. */
    private static final int FACTORS = 256;

    private static final int ROWS = 512;
    private static final int COLUMNS = 512;
    private static final int TELLING = 1024;
    private static final int ROUNDS = 5;

    /** Tries it on the calling thread, once the engine is started: some tens of milliseconds of one core that can do it. */
    public static ProductsTrial run(ComputeDevice device) {
        SplittableRandom random = new SplittableRandom(1);
        float[] left = factors(ROWS * FACTORS, random);
        float[] right = factors(FACTORS * COLUMNS, random);
        try (NDManager manager = Engine.newManager(device);
                NDScope scope = new NDScope();
                Autograd paused = Autograd.paused()) {
            NDArray a = AlignedBuffer.copyOf(manager, left, new Shape(ROWS, FACTORS));
            NDArray b = AlignedBuffer.copyOf(manager, right, new Shape(FACTORS, COLUMNS));
            boolean exact = Arrays.equals(TensorValues.of(Products.BFLOAT16.multiply(a, b)), product(left, right));
            NDArray large = manager.ones(new Shape(TELLING, TELLING));
            return new ProductsTrial(exact, nanos(Products.FLOAT32, large) / (double) nanos(Products.BFLOAT16, large));
        }
    }

    private static float[] factors(int count, SplittableRandom random) {
        float[] factors = new float[count];
        for (int i = 0; i < count; i++) {
            factors[i] = random.nextInt(3) - 1;
        }
        return factors;
    }

    private static float[] product(float[] left, float[] right) {
        float[] product = new float[ROWS * COLUMNS];
        for (int row = 0; row < ROWS; row++) {
            for (int i = 0; i < FACTORS; i++) {
                float factor = left[row * FACTORS + i];
                for (int column = 0; column < COLUMNS; column++) {
                    product[row * COLUMNS + column] += factor * right[i * COLUMNS + column];
                }
            }
        }
        return product;
    }

    /** Of the quickest of some rounds, as whatever else the machine does only adds to it. */
    private static long nanos(Products products, NDArray matrix) {
        long least = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            least = Math.min(least, matrix.getDevice().isGpu() ? elapsed(products, matrix) : used(products, matrix));
        }
        return least;
    }

    private static long used(Products products, NDArray matrix) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long begin = threads.getCurrentThreadCpuTime();
        products.multiply(matrix, matrix);
        return threads.getCurrentThreadCpuTime() - begin;
    }

    /** A GPU is only told to compute; whoever reads a number waits for it. */
    private static long elapsed(Products products, NDArray matrix) {
        long begin = System.nanoTime();
        TensorValues.number(products.multiply(matrix, matrix).get(0, 0));
        return System.nanoTime() - begin;
    }
}
