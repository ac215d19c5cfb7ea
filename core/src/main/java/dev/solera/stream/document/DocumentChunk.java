package dev.solera.stream.document;

import dev.solera.activation.MalformedRecordException;
import dev.solera.stream.StreamHeaders;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;

/**
 * A part of a document that fits a record of the size that every broker takes. Its key is the document's slot and its own place:
 * on a compacted topic a document replaces the one that was in its slot, so that there are never more than slots.
 *
 * @param header of the whole
 * @param slot of the whole
 * @param index from 0
 * @param bytes of the document, of equal length in all chunks but the last
 */
public record DocumentChunk(DocumentHeader header, String slot, int index, byte[] bytes) {

    /** Of a document, in every chunk but the last: with key and headers half of what brokers take by default. */
    public static final int BYTES = 512 << 10;

    public DocumentChunk {
        if (index < 0 || index >= header.chunks()) {
            throw MalformedRecordException.of("place of a chunk", index, "0 to " + (header.chunks() - 1));
        }
        if (bytes.length > BYTES) {
            throw MalformedRecordException.of("bytes of a chunk", bytes.length, "up to " + BYTES);
        }
    }

    /**
     * Cuts a document.
     *
     * @param samples trained on when what it holds was copied
     * @param slot that it takes, in place of what was there
     */
    public static List<DocumentChunk> of(String run, String identity, long samples, String slot, byte[] document) {
        int count = Math.max(1, (int) ((document.length + BYTES - 1L) / BYTES));
        DocumentHeader header = DocumentHeader.of(run, identity, samples, document, count);
        List<DocumentChunk> chunks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int end = (int) Math.min(document.length, (i + 1L) * BYTES);
            chunks.add(new DocumentChunk(header, slot, i, Arrays.copyOfRange(document, i * BYTES, end)));
        }
        return chunks;
    }

    /**
     * What a record holds.
     *
     * @throws MalformedRecordException where it is no chunk
     */
    public static DocumentChunk read(ConsumerRecord<byte[], byte[]> record) {
        return read(record.key(), record.headers(), record.value());
    }

    private static DocumentChunk read(byte[] key, Headers headers, byte[] value) {
        String format = StreamHeaders.get(headers, StreamHeaders.FORMAT);
        if (!format.equals(StreamHeaders.FORMAT_1)) {
            throw MalformedRecordException.of("header " + StreamHeaders.FORMAT, format, StreamHeaders.FORMAT_1);
        }
        DocumentHeader header = new DocumentHeader(
                StreamHeaders.get(headers, StreamHeaders.RUN),
                StreamHeaders.get(headers, StreamHeaders.IDENTITY),
                StreamHeaders.getLong(headers, StreamHeaders.SAMPLES),
                number(headers, StreamHeaders.CHUNKS),
                StreamHeaders.get(headers, StreamHeaders.SHA_256));
        int index = number(headers, StreamHeaders.CHUNK);
        String name = key == null ? "" : new String(key, StandardCharsets.UTF_8);
        if (!name.endsWith("/" + index)) {
            throw MalformedRecordException.of("key of a chunk", "\"" + name + "\"", "its slot, a slash and " + index);
        }
        if (value == null) {
            throw MalformedRecordException.of("bytes of a chunk", "missing", "a part of a document");
        }
        return new DocumentChunk(header, name.substring(0, name.lastIndexOf('/')), index, value);
    }

    private static int number(Headers headers, String name) {
        long number = StreamHeaders.getLong(headers, name);
        if (number > Integer.MAX_VALUE / BYTES) {
            throw MalformedRecordException.of("header " + name, number, "up to " + Integer.MAX_VALUE / BYTES);
        }
        return (int) number;
    }

    /** The record that holds it. */
    public ProducerRecord<byte[], byte[]> record(String topic) {
        byte[] key = (slot + "/" + index).getBytes(StandardCharsets.UTF_8);
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, 0, key, bytes);
        Headers headers = record.headers();
        StreamHeaders.put(headers, StreamHeaders.RUN, header.run());
        StreamHeaders.put(headers, StreamHeaders.IDENTITY, header.identity());
        StreamHeaders.put(headers, StreamHeaders.FORMAT, StreamHeaders.FORMAT_1);
        StreamHeaders.put(headers, StreamHeaders.SAMPLES, header.samples());
        StreamHeaders.put(headers, StreamHeaders.CHUNK, index);
        StreamHeaders.put(headers, StreamHeaders.CHUNKS, header.chunks());
        StreamHeaders.put(headers, StreamHeaders.SHA_256, header.sha256());
        StreamHeaders.put(headers, StreamHeaders.CONTENT_TYPE, StreamHeaders.SAFETENSORS);
        return record;
    }
}
