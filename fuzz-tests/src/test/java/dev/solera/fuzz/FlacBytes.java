package dev.solera.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A FLAC file in the making whose lengths and checksums hold whatever its content is
 * (https://www.rfc-editor.org/rfc/rfc9639).
 */
public final class FlacBytes {

    private static final int STREAM_INFO = 0;
    private static final int STREAM_INFO_BYTES = 34;
    private static final int POLYNOMIAL_8 = 0x07;
    private static final int POLYNOMIAL_16 = 0x8005;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /**
     * @param last whether no other metadata follows
     * @param frames 0 where the length is open
     */
    public FlacBytes(boolean last, int sampleRate, int channels, int bits, long frames) {
        out.writeBytes("fLaC".getBytes(StandardCharsets.US_ASCII));
        long packed = (long) sampleRate << 44 | (long) (channels - 1) << 41 | (long) (bits - 1) << 36 | frames;
        metadata(
                last,
                STREAM_INFO,
                ByteBuffer.allocate(STREAM_INFO_BYTES)
                        .putShort((short) 16)
                        .putShort((short) 65535)
                        .put(new byte[6])
                        .putLong(packed)
                        .array());
    }

    /** Adds a metadata block. */
    public FlacBytes metadata(boolean last, int type, byte[] content) {
        out.write(type | (last ? 0x80 : 0));
        out.write(content.length >> 16);
        out.write(content.length >> 8);
        out.write(content.length);
        out.writeBytes(content);
        return this;
    }

    /**
     * Adds a frame of the stream's own rate and depth.
     *
     * @param number from 0, below 128
     * @param channels the header's code
     * @param body the subframes
     */
    public FlacBytes frame(int number, int channels, int blockSize, byte[] body) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.writeBytes(new byte[] {(byte) 0xFF, (byte) 0xF8, 0x70, (byte) (channels << 4), (byte) number});
        frame.write(blockSize - 1 >> 8);
        frame.write(blockSize - 1);
        frame.write(checksum(frame.toByteArray(), POLYNOMIAL_8, 8));
        frame.writeBytes(body);
        int checksum = checksum(frame.toByteArray(), POLYNOMIAL_16, 16);
        frame.write(checksum >> 8);
        frame.write(checksum);
        out.writeBytes(frame.toByteArray());
        return this;
    }

    public byte[] toByteArray() {
        return out.toByteArray();
    }

    private static int checksum(byte[] bytes, int polynomial, int width) {
        int checksum = 0;
        for (byte b : bytes) {
            checksum ^= (b & 0xFF) << width - 8;
            for (int bit = 0; bit < 8; bit++) {
                checksum = checksum << 1 ^ ((checksum >> width - 1 & 1) == 1 ? polynomial : 0);
            }
        }
        return checksum & (1 << width) - 1;
    }
}
