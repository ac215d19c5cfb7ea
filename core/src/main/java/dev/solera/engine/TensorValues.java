package dev.solera.engine;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Copies numbers out of tensors, once: {@code NDArray.toFloatArray} copies twice, by way of an array of bytes, and at the size
 * of activations that is most of the garbage. Of a tensor on a GPU it would also leave a copy behind, which the tensor's manager
 * keeps for as long as it lives.
 */
public final class TensorValues {

    private TensorValues() {}

    /** All numbers of a tensor, row-major. */
    public static float[] of(NDArray tensor) {
        return split(tensor, 1, () -> new float[Math.toIntExact(tensor.size())]).get(0);
    }

    /** The number of a tensor that has one. */
    public static float number(NDArray tensor) {
        return read(tensor, FloatBuffer::get);
    }

    /**
     * The numbers of a tensor whose first axis is {@code parts} long, or a multiple of it, part by part.
     *
     * @param arrays where they go, each as long as a part
     */
    public static List<float[]> split(NDArray tensor, int parts, Supplier<float[]> arrays) {
        return read(tensor, memory -> split(memory, parts, arrays));
    }

    static List<float[]> split(FloatBuffer memory, int parts, Supplier<float[]> arrays) {
        int size = memory.remaining() / parts;
        List<float[]> copies = new ArrayList<>(parts);
        for (int part = 0; part < parts; part++) {
            float[] copy = arrays.get();
            requireSize(copy, size);
            memory.get(copy);
            copies.add(copy);
        }
        return copies;
    }

    static void requireSize(float[] copy, int size) {
        if (copy.length != size) {
            throw new IllegalArgumentException("array has %d values; allowed: %d".formatted(copy.length, size));
        }
    }

    private static <T> T read(NDArray tensor, Function<FloatBuffer, T> reader) {
        if (!tensor.getDevice().isGpu()) {
            return reader.apply(memory(tensor));
        }
        // DJL attaches what it brings from a GPU to a manager that it makes for this one tensor, and closes neither.
        NDArray copy = tensor.toDevice(Device.cpu(), false);
        try (NDManager own = copy.getManager()) {
            return reader.apply(memory(copy));
        }
    }

    private static FloatBuffer memory(NDArray tensor) {
        return ((PtNDArray) tensor).toByteBuffer(true).asFloatBuffer();
    }
}
