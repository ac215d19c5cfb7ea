package dev.solera.fuzz;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import dev.solera.activation.DType;
import dev.solera.activation.SafetensorsWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A safetensors document whose header agrees with its data, and whose tensors have what names, types, shapes and values
 * the fuzzer wants: it reaches the readers behind the header's own checks.
 */
public final class FuzzedDocument {

    private static final int MOST_BYTES = 2048;
    private static final int MOST_EXTRA = 3;

    private FuzzedDocument() {}

    /**
     * A tensor that a document of the kind has.
     *
     * @param name its name
     * @param type its type, unless the fuzzer takes another
     * @param shape its shape, unless the fuzzer takes another
     */
    public record Usual(String name, DType type, List<Long> shape) {

        public static Usual of(String name, DType type, Long... shape) {
            return new Usual(name, type, List.of(shape));
        }
    }

    /**
     * @param tensors those that such a document has; any of them may be missing or differ
     * @param extra names of further tensors
     */
    public static byte[] of(
            FuzzedDataProvider data, Map<String, String> metadata, List<Usual> tensors, List<String> extra) {
        SafetensorsWriter writer = new SafetensorsWriter();
        metadata.forEach(writer::metadata);
        int others = data.consumeInt(0, (1 << tensors.size()) - 1);
        for (int i = 0; i < tensors.size(); i++) {
            Usual usual = tensors.get(i);
            boolean other = (others >> i & 1) == 1;
            if (!other) {
                add(writer, data, usual.name(), usual.type(), usual.shape());
            } else if (data.consumeBoolean()) {
                add(writer, data, usual.name(), type(data, usual.type()), shape(data, usual.shape()));
            }
        }
        int extras = data.consumeInt(0, MOST_EXTRA);
        for (int i = 0; i < extras; i++) {
            String name = data.pickValue(extra) + i;
            add(writer, data, name, type(data, DType.I64), shape(data, List.of(2L)));
        }
        return writer.toBytes();
    }

    private static DType type(FuzzedDataProvider data, DType usual) {
        return data.consumeBoolean() ? usual : data.pickValue(DType.values());
    }

    /** Dimensions of at most {@link #MOST_BYTES} elements; a tensor without elements may have any others. */
    private static List<Long> shape(FuzzedDataProvider data, List<Long> usual) {
        List<Long> shape = new ArrayList<>(usual);
        int rank = data.consumeInt(0, 3);
        while (shape.size() > rank) {
            shape.remove(shape.size() - 1);
        }
        while (shape.size() < rank) {
            shape.add(data.consumeLong(0, 4));
        }
        if (rank > 0) {
            shape.set(data.consumeInt(0, rank - 1), data.consumeLong(0, 8));
        }
        if (rank > 1 && shape.get(0) == 0) {
            shape.set(1, data.consumeLong(0, Long.MAX_VALUE));
        }
        return shape;
    }

    private static void add(
            SafetensorsWriter writer, FuzzedDataProvider data, String name, DType type, List<Long> shape) {
        long elements = shape.stream().reduce(1L, (a, b) -> a * b);
        if (elements <= MOST_BYTES) {
            byte[] bytes = type == DType.I64
                    ? numbers(data, (int) elements)
                    : Arrays.copyOf(data.consumeBytes((int) elements * type.bytes()), (int) elements * type.bytes());
            writer.add(name, type, shape, out -> out.put(bytes));
        }
    }

    /** Counting up, small, or anything: a reader that wants small numbers meets them often enough. */
    private static byte[] numbers(FuzzedDataProvider data, int count) {
        ByteBuffer bytes = ByteBuffer.allocate(count * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        int form = data.consumeInt(0, 2);
        long first = form == 0 ? data.consumeLong(0, Long.MAX_VALUE) : 0;
        for (int i = 0; i < count; i++) {
            bytes.putLong(
                    switch (form) {
                        case 0 -> first + i;
                        case 1 -> data.consumeInt(-1, 3);
                        default -> data.consumeLong();
                    });
        }
        return bytes.array();
    }
}
