package dev.solera.ingest.container;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** Bytes of a file at any place. Any thread may read. */
interface PictureBytes {

    /**
     * Fills an array.
     *
     * @throws EOFException where the file has not so many
     * @throws IOException where its bytes cannot be had
     */
    void read(long position, byte[] bytes) throws IOException;

    /** Of a file, which is opened anew every time: a folder may go away and come back. */
    static PictureBytes of(Path file) {
        return (position, bytes) -> {
            try (SeekableByteChannel channel = Files.newByteChannel(file).position(position)) {
                ByteBuffer buffer = ByteBuffer.wrap(bytes);
                while (buffer.hasRemaining()) {
                    if (channel.read(buffer) < 0) {
                        throw new EOFException("has no bytes from %d on".formatted(position + buffer.position()));
                    }
                }
            }
        };
    }

    /** Of what is in memory. */
    static PictureBytes inMemory(byte[] all) {
        return (position, bytes) -> System.arraycopy(all, Math.toIntExact(position), bytes, 0, bytes.length);
    }
}
