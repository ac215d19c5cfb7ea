package dev.solera.media.audio;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The bytes of a file, open or in memory, at any place. */
final class FileBytes implements Closeable {

    private final Reading reading;
    private final Closeable resource;
    private final long size;

    /** Puts bytes from a place on into a buffer. */
    private interface Reading {

        /** @return how many, negative behind the end */
        int read(long position, ByteBuffer buffer) throws IOException;
    }

    private FileBytes(Reading reading, Closeable resource, long size) {
        this.reading = reading;
        this.resource = resource;
        this.size = size;
    }

    static FileBytes open(Path file) throws IOException {
        SeekableByteChannel channel = Files.newByteChannel(file);
        try {
            return new FileBytes(
                    (position, buffer) -> channel.position(position).read(buffer), channel, channel.size());
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** All of a file. */
    static FileBytes of(byte[] file) {
        return new FileBytes((position, buffer) -> read(file, position, buffer), () -> {}, file.length);
    }

    private static int read(byte[] file, long position, ByteBuffer buffer) {
        if (position >= file.length) {
            return -1;
        }
        int count = Math.min(buffer.remaining(), file.length - (int) position);
        buffer.put(file, (int) position, count);
        return count;
    }

    long size() {
        return size;
    }

    /** Fills as much of the buffer as the file has from {@code position} on, and flips it. */
    ByteBuffer read(long position, ByteBuffer buffer) throws IOException {
        long at = position;
        int count = 0;
        while (count >= 0 && buffer.hasRemaining()) {
            count = reading.read(at, buffer);
            at += count;
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
        resource.close();
    }
}
