package dev.solera.objective;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.solera.engine.AlignedBuffer;
import java.nio.FloatBuffer;

/**
 * What is added to scores so that some are left out: minus infinity there, 0 elsewhere. Its memory is zero but for the few entries of
 * the step before, which are put back first.
 */
final class PoolMask {

    private static final float LEFT_OUT = Float.NEGATIVE_INFINITY;

    private final AlignedBuffer memory = new AlignedBuffer();
    private int[] before = {};
    private int size;

    /**
     * The mask, which has to be closed before the next call.
     *
     * @param shape of the scores; it may be another at every call
     * @param entries that are left out, row-major
     */
    NDArray of(NDManager manager, Shape shape, int[] entries) {
        int needed = Math.toIntExact(shape.size());
        if (needed > size) {
            size = needed;
            before = new int[0];
            memory.floats(size).put(new float[size]);
        }
        FloatBuffer values = memory.floats(size);
        for (int index : before) {
            values.put(index, 0f);
        }
        for (int index : entries) {
            values.put(index, LEFT_OUT);
        }
        before = entries.clone();
        return memory.asTensor(manager, shape);
    }
}
