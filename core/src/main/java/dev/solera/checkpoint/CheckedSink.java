package dev.solera.checkpoint;

import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.zip.CRC32C;

/** Takes bytes for nothing but their number and their checksum. */
final class CheckedSink implements WritableByteChannel {

    private final CRC32C crc = new CRC32C();
    private long length;

    @Override
    public int write(ByteBuffer bytes) {
        int count = bytes.remaining();
        crc.update(bytes);
        length += count;
        return count;
    }

    /** CRC-32C of all that was written. */
    int checksum() {
        return (int) crc.getValue();
    }

    /** Bytes that were written. */
    long length() {
        return length;
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public void close() {}
}
