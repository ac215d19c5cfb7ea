package dev.solera.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import ai.djl.pytorch.engine.PtNDArray;
import java.nio.ByteBuffer;
import java.nio.ShortBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Memory of this process that the system leaves where it is, so that a GPU writes into it by itself: what goes to other memory goes
 * through a copy of the driver's. It is as large as the largest tensor that came through it, and lives as long as that tensor's manager.
 */
public final class LockedMemory {

    private static final int CHUNK = 4096;

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
        private final ScriptedFunction copy;

        /** @param type as libtorch counts them */
        Form(int type) {
            String memory = "return torch.empty([torch.numel(x)], dtype=%d, layout=0, device=torch.device(\"cpu\")%s)";
            lock = new ScriptedFunction(List.of("x"), "Tensor", memory.formatted(type, ", pin_memory=True"));
            plain = new ScriptedFunction(List.of("x"), "Tensor", memory.formatted(type, ", pin_memory=False"));
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
            ByteBuffer bytes = ((PtNDArray) copy).toByteBuffer(true);
            if (form == Form.FLOAT32) {
                return TensorValues.split(bytes.asFloatBuffer(), parts, arrays);
            }
            return widened(bytes.asShortBuffer(), parts, arrays);
        }
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

    private static List<float[]> widened(ShortBuffer bits, int parts, Supplier<float[]> arrays) {
        int size = bits.remaining() / parts;
        List<float[]> copies = new ArrayList<>(parts);
        short[] chunk = new short[Math.min(CHUNK, size)];
        for (int part = 0; part < parts; part++) {
            float[] copy = arrays.get();
            TensorValues.requireSize(copy, size);
            for (int from = 0; from < size; from += CHUNK) {
                int count = Math.min(CHUNK, size - from);
                bits.get(chunk, 0, count);
                for (int i = 0; i < count; i++) {
                    copy[from + i] = Float.intBitsToFloat(chunk[i] << Short.SIZE);
                }
            }
            copies.add(copy);
        }
        return copies;
    }
}
