package dev.solera.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * Reusable off-heap memory for floats, 64-byte aligned: kernels may sum in another order at another alignment, and the
 * same numbers must give the same bits wherever they lie.
 */
public final class AlignedBuffer {

    private static final int ALIGNMENT = 64;

    private ByteBuffer bytes = allocate(0);

    /**
     * Memory for {@code size} floats, positioned at the start; what it held before is gone or stale.
     *
     * @return a view that stays valid until the next call that needs more
     */
    public FloatBuffer floats(int size) {
        int needed = Math.multiplyExact(size, Float.BYTES);
        if (bytes.capacity() < needed) {
            bytes = allocate(needed);
        }
        bytes.clear().limit(needed);
        return bytes.slice().order(ByteOrder.nativeOrder()).asFloatBuffer();
    }

    /** The floats as a tensor over the same memory: it must be closed before the memory is written again. */
    public NDArray asTensor(NDManager manager, Shape shape) {
        bytes.clear().limit(Math.toIntExact(Math.multiplyExact(shape.size(), (long) Float.BYTES)));
        return manager.create(bytes.slice().order(ByteOrder.nativeOrder()), shape, DataType.FLOAT32);
    }

    /** A tensor with a copy of {@code values}, in aligned memory of its own. */
    public static NDArray copyOf(NDManager manager, float[] values, Shape shape) {
        AlignedBuffer buffer = new AlignedBuffer();
        buffer.floats(values.length).put(values);
        try (NDArray staged = buffer.asTensor(manager, shape)) {
            return staged.duplicate();
        }
    }

    private static ByteBuffer allocate(int size) {
        int whole = Math.multiplyExact(-Math.floorDiv(-size, ALIGNMENT), ALIGNMENT);
        return ByteBuffer.allocateDirect(Math.addExact(whole, ALIGNMENT)).alignedSlice(ALIGNMENT);
    }
}
