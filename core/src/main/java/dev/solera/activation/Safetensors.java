package dev.solera.activation;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * A safetensors document that was checked as a whole, its tensors views of its bytes
 * (https://github.com/huggingface/safetensors#format): 8 bytes length, little endian; a JSON header; the tensors' data.
 */
public final class Safetensors {

    /** Of a document, which is read as a whole, with a frame around it. */
    static final int MOST_BYTES = Integer.MAX_VALUE - 64;

    private final Map<String, String> metadata;
    private final Map<String, Tensor> tensors;

    private Safetensors(Map<String, String> metadata, Map<String, Tensor> tensors) {
        this.metadata = metadata;
        this.tensors = tensors;
    }

    /**
     * @param document from position to limit; the tensors alias it
     * @throws MalformedRecordException where the header lies about the bytes that are there
     */
    public static Safetensors parse(ByteBuffer document) {
        ByteBuffer bytes = document.slice().order(ByteOrder.LITTLE_ENDIAN);
        SafetensorsHeader header = SafetensorsHeader.read(bytes);
        int data = bytes.position();
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (SafetensorsHeader.Entry entry : header.tensors()) {
            ByteBuffer view = bytes.slice(data + (int) entry.begin(), (int) (entry.end() - entry.begin()));
            tensors.put(entry.name(), new Tensor(entry.name(), entry.type(), entry.shape(), view));
        }
        return new Safetensors(header.metadata(), tensors);
    }

    /** @see #parse(ByteBuffer) */
    public static Safetensors parse(byte[] document) {
        return parse(ByteBuffer.wrap(document));
    }

    /**
     * Reads a file of less than 2 GiB.
     *
     * @throws MalformedRecordException where its content is refused; the message names the file
     */
    public static Safetensors read(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            if (channel.size() > MOST_BYTES) {
                throw MalformedRecordException.of(file.toString(), channel.size() + " bytes", "less than 2 GiB");
            }
            ByteBuffer bytes = ByteBuffer.allocate((int) channel.size());
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
                // a read may give less than the whole
            }
            return parse(bytes.flip());
        } catch (MalformedRecordException e) {
            throw new MalformedRecordException(file + ": " + e.getMessage(), e);
        }
    }

    /** Free texts of the header. */
    public Map<String, String> metadata() {
        return metadata;
    }

    /** Names of all tensors, in the order of their data. */
    public Set<String> names() {
        return Collections.unmodifiableSet(tensors.keySet());
    }

    /** @throws MalformedRecordException where there is none of that name */
    public Tensor tensor(String name) {
        Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw MalformedRecordException.of("tensors", tensors.keySet(), "with " + name);
        }
        return tensor;
    }
}
