package dev.solera.activation;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/**
 * A safetensors document in the making. Tensors are laid out by falling element size, so that with the header padded to
 * 8 bytes every element is aligned; each writes itself straight into the document's bytes.
 */
public final class SafetensorsWriter {

    private static final int ALIGNMENT = 8;

    private final Map<String, String> metadata = new TreeMap<>();
    private final List<Part> parts = new ArrayList<>();

    private record Part(String name, DType type, List<Long> shape, Consumer<ByteBuffer> fill) {

        int bytes() {
            return Math.toIntExact(SafetensorsHeader.bytes(name, type, shape));
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
        if (name.equals(SafetensorsHeader.METADATA)
                || parts.stream().anyMatch(p -> p.name().equals(name))) {
            throw new IllegalArgumentException("tensor name is %s; allowed: one that is not taken".formatted(name));
        }
        parts.add(new Part(name, type, List.copyOf(shape), fill));
        return this;
    }

    /** Adds an F32 tensor. */
    public SafetensorsWriter add(String name, float[] values, long... shape) {
        return add(
                name,
                DType.F32,
                shape(name, values.length, shape),
                b -> b.asFloatBuffer().put(values));
    }

    /** Adds an I64 tensor. */
    public SafetensorsWriter add(String name, long[] values, long... shape) {
        return add(
                name,
                DType.I64,
                shape(name, values.length, shape),
                b -> b.asLongBuffer().put(values));
    }

    /** The whole document. */
    public byte[] toBytes() {
        List<Part> ordered = parts.stream()
                .sorted(Comparator.comparingInt((Part p) -> p.type().bytes()).reversed())
                .toList();
        byte[] header = header(ordered);
        int size = Long.BYTES + header.length;
        for (Part part : ordered) {
            size = Math.addExact(size, part.bytes());
        }
        ByteBuffer document = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        document.putLong(header.length).put(header);
        for (Part part : ordered) {
            part.fill().accept(document.slice(document.position(), part.bytes()).order(ByteOrder.LITTLE_ENDIAN));
            document.position(document.position() + part.bytes());
        }
        return document.array();
    }

    /**
     * Writes the whole document under a temporary name, then renames, so that a reader never sees half a file.
     *
     * @param file replaced where it exists; its folder is made where it is missing
     */
    public void writeTo(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
        try {
            Files.write(temporary, toBytes());
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            Files.deleteIfExists(temporary);
            throw e;
        }
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
