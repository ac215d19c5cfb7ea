package dev.solera.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Copies numbers out of tensors, once: {@code NDArray.toFloatArray} copies twice, by way of an array of bytes, and at the size
 * of activations that is most of the garbage.
 */
public final class TensorValues {

    private TensorValues() {}

    /** All numbers of a tensor, row-major. */
    public static float[] of(NDArray tensor) {
        return split(tensor, 1, () -> new float[Math.toIntExact(tensor.size())]).get(0);
    }

    /**
     * The numbers of a tensor whose first axis is {@code parts} long, or a multiple of it, part by part.
     *
     * @param arrays where they go, each as long as a part
     */
    public static List<float[]> split(NDArray tensor, int parts, Supplier<float[]> arrays) {
        FloatBuffer memory = ((PtNDArray) tensor).toByteBuffer(true).asFloatBuffer();
        int size = memory.remaining() / parts;
        List<float[]> copies = new ArrayList<>(parts);
        for (int part = 0; part < parts; part++) {
            float[] copy = arrays.get();
            if (copy.length != size) {
                throw new IllegalArgumentException("array has %d values; allowed: %d".formatted(copy.length, size));
            }
            memory.get(copy);
            copies.add(copy);
        }
        return copies;
    }
}
