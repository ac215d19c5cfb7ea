package dev.solera.media.audio;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The bytes of an open file, at any place. */
final class FileBytes implements Closeable {

    private final SeekableByteChannel channel;
    private final long size;

    private FileBytes(SeekableByteChannel channel) throws IOException {
        this.channel = channel;
        this.size = channel.size();
    }

    static FileBytes open(Path file) throws IOException {
        SeekableByteChannel channel = Files.newByteChannel(file);
        try {
            return new FileBytes(channel);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    long size() {
        return size;
    }

    /** Fills as much of the buffer as the file has from {@code position} on, and flips it. */
    ByteBuffer read(long position, ByteBuffer buffer) throws IOException {
        channel.position(position);
        int count = 0;
        while (count >= 0 && buffer.hasRemaining()) {
            count = channel.read(buffer);
        }
        return buffer.flip();
    }

    /** Up to {@code length} bytes, fewer at the end. */
    ByteBuffer read(long position, int length) throws IOException {
        long there = Math.max(0, Math.min(length, size - position));
        return read(position, ByteBuffer.allocate((int) there));
    }

    /** Up to {@code length} bytes as characters of one byte each. */
    String text(long position, int length) throws IOException {
        return StandardCharsets.ISO_8859_1.decode(read(position, length)).toString();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
