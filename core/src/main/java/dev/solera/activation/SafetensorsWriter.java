package dev.solera.activation;

import dev.solera.storage.SyncedFolder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import tools.jackson.databind.node.ObjectNode;

/**
 * A safetensors document in the making. Tensors are laid out by falling element size, so that with the header padded to
 * 8 bytes every element is aligned; each writes itself straight into the document's bytes.
 */
public final class SafetensorsWriter {

    private static final int ALIGNMENT = 8;

    private final Map<String, String> metadata = new TreeMap<>();
    private final List<Part> parts = new ArrayList<>();

    /** Bytes that are written to a channel at once; they stay in a near cache. */
    private static final int CHUNK = 256 << 10;

    /** Puts elements of a tensor into a little-endian buffer, from one of them on, as many as there is room for. */
    private interface Elements {
        void put(int from, ByteBuffer out);
    }

    /** @param whole whether its elements can only be put all at once */
    private record Part(String name, DType type, List<Long> shape, boolean whole, Elements elements) {

        long bytes() {
            return SafetensorsHeader.bytes(name, type, shape);
        }
    }

    /** Adds a free text to the header. */
    public SafetensorsWriter metadata(String key, String value) {
        metadata.put(key, value);
        return this;
    }

    /**
     * Adds a tensor.
     *
     * @param name unique in the document
     * @param fill writes exactly the tensor's elements into a little-endian buffer
     */
    public SafetensorsWriter add(String name, DType type, List<Long> shape, Consumer<ByteBuffer> fill) {
        return add(new Part(name, type, List.copyOf(shape), true, (from, out) -> fill.accept(out)));
    }

    private SafetensorsWriter add(Part part) {
        String name = part.name();
        if (name.equals(SafetensorsHeader.METADATA)
                || parts.stream().anyMatch(p -> p.name().equals(name))) {
            throw new IllegalArgumentException("tensor name is %s; allowed: one that is not taken".formatted(name));
        }
        parts.add(part);
        return this;
    }

    /** Adds an F32 tensor. */
    public SafetensorsWriter add(String name, float[] values, long... shape) {
        List<Long> dimensions = shape(name, values.length, shape);
        return add(new Part(
                name,
                DType.F32,
                dimensions,
                false,
                (from, out) -> out.asFloatBuffer().put(values, from, out.remaining() / Float.BYTES)));
    }

    /** Adds an I64 tensor. */
    public SafetensorsWriter add(String name, long[] values, long... shape) {
        List<Long> dimensions = shape(name, values.length, shape);
        return add(new Part(
                name,
                DType.I64,
                dimensions,
                false,
                (from, out) -> out.asLongBuffer().put(values, from, out.remaining() / Long.BYTES)));
    }

    /** The whole document. */
    public byte[] toBytes() {
        return toBytes(byte[]::new);
    }

    /**
     * The same, in memory that the caller may use again.
     *
     * @param memory gets the length of the document, and returns an array of it, whatever that holds
     */
    byte[] toBytes(IntFunction<byte[]> memory) {
        List<Part> ordered = ordered();
        byte[] header = header(ordered);
        ByteBuffer document =
                ByteBuffer.wrap(memory.apply(size(header, ordered))).order(ByteOrder.LITTLE_ENDIAN);
        document.putLong(header.length).put(header);
        for (Part part : ordered) {
            int length = (int) part.bytes();
            part.elements().put(0, document.slice(document.position(), length).order(ByteOrder.LITTLE_ENDIAN));
            document.position(document.position() + length);
        }
        return document.array();
    }

    private List<Part> ordered() {
        return parts.stream()
                .sorted(Comparator.comparingInt((Part p) -> p.type().bytes()).reversed())
                .toList();
    }

    /** @throws IllegalArgumentException where nobody could read it */
    private static int size(byte[] header, List<Part> parts) {
        long size = (long) Long.BYTES + header.length;
        for (Part part : parts) {
            size = Math.addExact(size, part.bytes());
        }
        if (size > Safetensors.MOST_BYTES) {
            throw new IllegalArgumentException(
                    "document of %d tensors is %d bytes; allowed: %d, as it is read as a whole"
                            .formatted(parts.size(), size, Safetensors.MOST_BYTES));
        }
        return (int) size;
    }

    /** Writes the whole document in pieces, without ever having it as a whole. */
    public void writeTo(WritableByteChannel channel) throws IOException {
        List<Part> ordered = ordered();
        byte[] header = header(ordered);
        size(header, ordered); // what is too long is refused before anything of it is written
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
        write(chunk.putLong(header.length).flip(), channel);
        write(ByteBuffer.wrap(header), channel);
        for (Part part : ordered) {
            int size = (int) part.bytes();
            ByteBuffer memory =
                    part.whole() && size > CHUNK ? ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN) : chunk;
            for (int left = size; left > 0; left -= memory.limit()) {
                memory.clear().limit(Math.min(memory.capacity(), left));
                part.elements().put((size - left) / part.type().bytes(), memory);
                write(memory.rewind(), channel);
            }
        }
    }

    private static void write(ByteBuffer bytes, WritableByteChannel channel) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /**
     * Writes the whole document or nothing, even where the machine loses power.
     *
     * @param file replaced where it exists; its folder is made where it is missing
     */
    public void writeTo(Path file) throws IOException {
        Path absolute = file.toAbsolutePath();
        new SyncedFolder(absolute.getParent()).replace(absolute.getFileName().toString(), this::writeTo);
    }

    private byte[] header(List<Part> ordered) {
        ObjectNode root = SafetensorsHeader.JSON.createObjectNode();
        if (!metadata.isEmpty()) {
            ObjectNode texts = root.putObject(SafetensorsHeader.METADATA);
            metadata.forEach(texts::put);
        }
        long begin = 0;
        for (Part part : ordered) {
            ObjectNode tensor =
                    root.putObject(part.name()).put("dtype", part.type().name());
            part.shape().forEach(tensor.putArray("shape")::add);
            tensor.putArray("data_offsets").add(begin).add(begin + part.bytes());
            begin += part.bytes();
        }
        byte[] json = root.toString().getBytes(StandardCharsets.UTF_8);
        byte[] padded = Arrays.copyOf(json, (json.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
        Arrays.fill(padded, json.length, padded.length, (byte) ' ');
        return padded;
    }

    private static List<Long> shape(String name, int values, long... shape) {
        List<Long> dimensions = Arrays.stream(shape).boxed().toList();
        if (SafetensorsHeader.bytes(name, DType.U8, dimensions) != values) {
            throw new IllegalArgumentException(
                    "tensor %s shape is %s; allowed: %d values".formatted(name, dimensions, values));
        }
        return dimensions;
    }
}
