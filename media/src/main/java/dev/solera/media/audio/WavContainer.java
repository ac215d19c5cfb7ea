package dev.solera.media.audio;

import dev.solera.media.UnreadableRecordingException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/** What holds the chunks of a wav file. In W64 they are named by 16 bytes, and their sizes count the chunk's own head. */
enum WavContainer {
    /** Also RF64 and BW64, where a chunk of its own has the sizes that 32 bits cannot hold. */
    RIFF(ByteOrder.LITTLE_ENDIAN, 12, 8, 2),
    RIFX(ByteOrder.BIG_ENDIAN, 12, 8, 2),
    W64(ByteOrder.LITTLE_ENDIAN, 40, 24, 8);

    private static final int BEGINNING = 28;
    private static final int NAME = 4;
    private static final String W64_RIFF = "riff\u002E\u0091\u00CF\u0011\u00A5\u00D6\u0028\u00DB\u0004\u00C1\0\0";

    private final ByteOrder order;
    private final int first;
    private final int headBytes;
    private final int multiple;

    WavContainer(ByteOrder order, int first, int headBytes, int multiple) {
        this.order = order;
        this.first = first;
        this.headBytes = headBytes;
        this.multiple = multiple;
    }

    /**
     * A chunk of a file.
     *
     * @param name of four characters
     * @param content where it begins in the file
     * @param size that the chunk claims to have, at least 0
     */
    record Chunk(String name, long content, long size) {}

    /** The container that a file begins with, empty where it is no wav file. */
    static Optional<WavContainer> of(FileBytes file) throws IOException {
        String beginning = file.text(0, BEGINNING);
        if (beginning.matches("(?s)(RIFF|RF64|BW64).{4}WAVE.*")) {
            return Optional.of(RIFF);
        }
        if (beginning.matches("(?s)RIFX.{4}WAVE.*")) {
            return Optional.of(RIFX);
        }
        return beginning.startsWith(W64_RIFF) && beginning.endsWith("wave") ? Optional.of(W64) : Optional.empty();
    }

    /** The order of bytes of every number in the file. */
    ByteOrder order() {
        return order;
    }

    Optional<Chunk> first(FileBytes file) throws IOException, UnreadableRecordingException {
        return at(first, file);
    }

    /** The chunk behind another one; empty where the file ends before. */
    Optional<Chunk> next(Chunk chunk, FileBytes file) throws IOException, UnreadableRecordingException {
        if (chunk.size() > file.size()) {
            return Optional.empty();
        }
        return at(chunk.content() + (chunk.size() + multiple - 1) / multiple * multiple, file);
    }

    /** The chunk that begins at a place, if the file goes on that far. */
    Optional<Chunk> at(long place, FileBytes file) throws IOException, UnreadableRecordingException {
        ByteBuffer head = file.read(place, headBytes).order(order);
        if (head.limit() < headBytes) {
            return Optional.empty();
        }
        long size = this == W64
                ? head.getLong(headBytes - Long.BYTES) - headBytes
                : Integer.toUnsignedLong(head.getInt(headBytes - Integer.BYTES));
        if (size < 0) {
            throw new UnreadableRecordingException("has a chunk of %d bytes".formatted(size + headBytes));
        }
        return Optional.of(new Chunk(file.text(place, NAME), place + headBytes, size));
    }
}
