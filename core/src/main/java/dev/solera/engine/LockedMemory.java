package dev.solera.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import ai.djl.pytorch.engine.PtNDArray;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.ShortBuffer;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Memory of this process that the system leaves where it is, so that a GPU reads and writes it by itself: what is in other memory goes
 * through a copy of the driver's. It is as large as the largest tensor that went through it, and lives as long as that tensor's manager.
 * Between it and arrays, samples are copied side by side, by as many threads as the common pool has.
 */
public final class LockedMemory {

    private static final int CHUNK = 4096;

    private static final ScriptedFunction FILL =
            new ScriptedFunction(List.of("x", "memory"), "Tensor", "return torch.copy_(torch.view(x, [-1]), memory)");

    private final Form form;
    private final boolean locked;
    private NDArray memory;
    private long size;

    /** What numbers are copied as; they are converted on the device that they come from. */
    public enum Form {
        /** As they are. */
        FLOAT32(6),
        /** Rounded to bfloat16, which is half as many bytes. */
        BFLOAT16(15);

        private final ScriptedFunction lock;
        private final ScriptedFunction plain;
        private final ScriptedFunction view;
        private final ScriptedFunction copy;

        /** @param type as libtorch counts them */
        Form(int type) {
            String memory = "return torch.empty([torch.numel(x)], dtype=%d, layout=0, device=torch.device(\"cpu\")%s)";
            lock = new ScriptedFunction(List.of("x"), "Tensor", memory.formatted(type, ", pin_memory=True"));
            plain = new ScriptedFunction(List.of("x"), "Tensor", memory.formatted(type, ", pin_memory=False"));
            view = new ScriptedFunction(
                    List.of("memory", "x"), "Tensor", "return torch.slice(memory, 0, 0, torch.numel(x))");
            copy = new ScriptedFunction(List.of("memory", "x"), "Tensor", """
                    return torch.copy_(torch.slice(memory, 0, 0, torch.numel(x)), torch.reshape(torch.to(x, %d), [-1]))
                    """.formatted(type));
        }
    }

    public LockedMemory(Form form) {
        this(form, true);
    }

    /** @param locked false for ordinary memory, as a machine without a GPU has no other */
    LockedMemory(Form form, boolean locked) {
        this.form = form;
        this.locked = locked;
    }

    /**
     * The numbers of a tensor, as {@link TensorValues#split} gives them.
     *
     * @param tensor whose first axis is {@code parts} long, or a multiple of it
     * @param arrays where they go, each as long as a part
     */
    public List<float[]> split(NDArray tensor, int parts, Supplier<float[]> arrays) {
        reserve(tensor);
        try (NDArray copy = form.copy.call(memory, tensor).singletonOrThrow()) {
            ByteBuffer bytes = bytes(copy);
            int size = Math.toIntExact(tensor.size() / parts);
            List<float[]> copies = Stream.generate(arrays).limit(parts).toList();
            copies.forEach(array -> TensorValues.requireSize(array, size));
            if (form == Form.FLOAT32) {
                FloatBuffer values = bytes.asFloatBuffer();
                sideBySide(parts, part -> values.get(part * size, copies.get(part)));
            } else {
                ShortBuffer values = bytes.asShortBuffer();
                sideBySide(parts, part -> widen(values, part * size, copies.get(part)));
            }
            return copies;
        }
    }

    /**
     * Arrays one behind the other, in a tensor.
     *
     * @param parts each as long as the others
     * @param tensor that they go to, as long as all of them; float32, its numbers one behind the other
     * @throws IllegalArgumentException where this memory rounds, or arrays are not alike, or do not fill the tensor
     */
    public void join(List<float[]> parts, NDArray tensor) {
        requireFilling(parts, tensor);
        reserve(tensor);
        try (NDArray view = form.view.call(memory, tensor).singletonOrThrow()) {
            FloatBuffer values = bytes(view).asFloatBuffer();
            int size = parts.get(0).length;
            sideBySide(parts.size(), part -> values.put(part * size, parts.get(part)));
            FILL.call(tensor, view).close();
        }
    }

    private void requireFilling(List<float[]> parts, NDArray tensor) {
        if (form != Form.FLOAT32) {
            throw new IllegalArgumentException("form is %s; allowed: %s".formatted(form, Form.FLOAT32));
        }
        int size = parts.isEmpty() ? 0 : parts.get(0).length;
        parts.forEach(part -> TensorValues.requireSize(part, size));
        if ((long) parts.size() * size != tensor.size()) {
            throw new IllegalArgumentException("arrays are %d of %d values; allowed: %d values in all"
                    .formatted(parts.size(), size, tensor.size()));
        }
    }

    private static ByteBuffer bytes(NDArray memory) {
        return ((PtNDArray) memory).toByteBuffer(true);
    }

    private static void sideBySide(int parts, IntConsumer copy) {
        IntStream.range(0, parts).parallel().forEach(copy);
    }

    private void reserve(NDArray tensor) {
        if (memory != null && tensor.size() <= size) {
            return;
        }
        if (memory != null) {
            memory.close();
        }
        size = tensor.size();
        memory = (locked ? form.lock : form.plain).call(tensor).singletonOrThrow();
        NDScope.unregister(memory);
    }

    private static void widen(ShortBuffer bits, int begin, float[] copy) {
        short[] chunk = new short[Math.min(CHUNK, copy.length)];
        for (int from = 0; from < copy.length; from += CHUNK) {
            int count = Math.min(CHUNK, copy.length - from);
            bits.get(begin + from, chunk, 0, count);
            for (int i = 0; i < count; i++) {
                copy[from + i] = Float.intBitsToFloat(chunk[i] << Short.SIZE);
            }
        }
    }
}
