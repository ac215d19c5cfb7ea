package dev.solera.activation;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The checked header of a safetensors document. Every claim is compared with the bytes that are there before anything is
 * made from it: tensors lie one behind the other without holes or overlaps and fill the data to its end.
 *
 * @param metadata free texts
 * @param tensors in the order of their data
 */
record SafetensorsHeader(Map<String, String> metadata, List<Entry> tensors) {

    static final String METADATA = "__metadata__";
    private static final int MAX_HEADER_BYTES = 16 << 20;

    static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /**
     * Where one tensor lies.
     *
     * @param begin offset in the data, bytes
     * @param end one behind its last byte
     */
    record Entry(String name, DType type, List<Long> shape, long begin, long end) {}

    /** Reads the header and leaves the document's position at its data. */
    static SafetensorsHeader read(ByteBuffer document) {
        if (document.remaining() < Long.BYTES) {
            throw MalformedRecordException.of("document", document.remaining() + " bytes", "8 or more");
        }
        long length = document.getLong();
        if (length < 2 || length > Math.min(document.remaining(), MAX_HEADER_BYTES)) {
            throw MalformedRecordException.of(
                    "header length",
                    Long.toUnsignedString(length),
                    "2 to " + Math.min(document.remaining(), MAX_HEADER_BYTES) + " bytes here");
        }
        byte[] json = new byte[(int) length];
        document.get(json);
        return parse(json, document.remaining());
    }

    private static SafetensorsHeader parse(byte[] json, long dataBytes) {
        JsonNode root;
        try {
            root = JSON.readTree(json);
        } catch (JacksonException e) {
            throw new MalformedRecordException("header is no JSON: " + e.getOriginalMessage(), e);
        }
        if (!root.isObject()) {
            throw MalformedRecordException.of("header", root.getNodeType(), "a JSON object");
        }
        Map<String, String> metadata = new LinkedHashMap<>();
        List<Entry> entries = new ArrayList<>();
        for (Map.Entry<String, JsonNode> property : root.properties()) {
            if (property.getKey().equals(METADATA)) {
                readMetadata(property.getValue(), metadata);
            } else {
                entries.add(readEntry(property.getKey(), property.getValue()));
            }
        }
        entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
        requireContiguous(entries, dataBytes);
        return new SafetensorsHeader(Map.copyOf(metadata), List.copyOf(entries));
    }

    private static void readMetadata(JsonNode node, Map<String, String> metadata) {
        for (Map.Entry<String, JsonNode> text : requireObject(METADATA, node).properties()) {
            if (!text.getValue().isString()) {
                throw MalformedRecordException.of(METADATA + "." + text.getKey(), text.getValue(), "a text");
            }
            metadata.put(text.getKey(), text.getValue().stringValue());
        }
    }

    private static Entry readEntry(String name, JsonNode node) {
        JsonNode tensor = requireObject("tensor " + name, node);
        DType type = readType(name, tensor.path("dtype"));
        List<Long> shape = readNumbers("tensor " + name + " shape", tensor.path("shape"));
        List<Long> offsets = readNumbers("tensor " + name + " data_offsets", tensor.path("data_offsets"));
        if (offsets.size() != 2 || offsets.get(1) < offsets.get(0)) {
            throw MalformedRecordException.of("tensor " + name + " data_offsets", offsets, "[begin, end]");
        }
        long claimed = offsets.get(1) - offsets.get(0);
        if (claimed != bytes(name, type, shape)) {
            throw MalformedRecordException.of(
                    "tensor " + name + " data_offsets", offsets, bytes(name, type, shape) + " bytes apart");
        }
        return new Entry(name, type, shape, offsets.get(0), offsets.get(1));
    }

    private static DType readType(String name, JsonNode node) {
        return Arrays.stream(DType.values())
                .filter(type -> node.isString() && type.name().equals(node.stringValue()))
                .findFirst()
                .orElseThrow(() -> MalformedRecordException.of(
                        "tensor " + name + " dtype", node, Arrays.toString(DType.values())));
    }

    private static List<Long> readNumbers(String part, JsonNode node) {
        if (!node.isArray()) {
            throw MalformedRecordException.of(part, node, "a list of whole numbers");
        }
        List<Long> numbers = new ArrayList<>();
        for (JsonNode number : node.values()) {
            if (!number.isIntegralNumber() || !number.canConvertToLong() || number.longValue() < 0) {
                throw MalformedRecordException.of(part, node, "whole numbers from 0");
            }
            numbers.add(number.longValue());
        }
        return numbers;
    }

    /** Bytes of a tensor of this shape, refusing a product beyond 63 bits. */
    static long bytes(String name, DType type, List<Long> shape) {
        try {
            long size = type.bytes();
            for (long dimension : shape) {
                size = Math.multiplyExact(size, dimension);
            }
            return size;
        } catch (ArithmeticException e) {
            throw new MalformedRecordException(
                    "tensor " + name + " shape is " + shape + "; allowed: below 2^63 bytes", e);
        }
    }

    private static void requireContiguous(List<Entry> entries, long dataBytes) {
        long end = 0;
        for (Entry entry : entries) {
            if (entry.begin() != end || entry.end() > dataBytes) {
                throw MalformedRecordException.of(
                        "tensor " + entry.name() + " data_offsets",
                        "[" + entry.begin() + ", " + entry.end() + "]",
                        "from " + end + ", where the tensor before ends, to at most " + dataBytes);
            }
            end = entry.end();
        }
        if (end != dataBytes) {
            throw MalformedRecordException.of("data", dataBytes + " bytes", end + ", as the header says");
        }
    }

    private static JsonNode requireObject(String part, JsonNode node) {
        if (!node.isObject()) {
            throw MalformedRecordException.of(part, node, "a JSON object");
        }
        return node;
    }
}
