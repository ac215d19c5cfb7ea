package dev.solera.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Writes PNG files chunk by chunk, sound around any content. */
public final class PngBytes {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /**
     * Begins with the header.
     *
     * @param colours PNG's colour type
     */
    public PngBytes(int width, int height, int bits, int colours, int interlaced) {
        bytes.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10});
        byte[] header = ByteBuffer.allocate(13)
                .putInt(width)
                .putInt(height)
                .put((byte) bits)
                .put((byte) colours)
                .put((byte) 0)
                .put((byte) 0)
                .put((byte) interlaced)
                .array();
        chunk("IHDR", header);
    }

    /** Appends one chunk with its checksum. */
    public PngBytes chunk(String type, byte[] data) {
        CRC32 sum = new CRC32();
        sum.update(type.getBytes(StandardCharsets.ISO_8859_1));
        sum.update(data);
        bytes.writeBytes(ByteBuffer.allocate(4).putInt(data.length).array());
        bytes.writeBytes(type.getBytes(StandardCharsets.ISO_8859_1));
        bytes.writeBytes(data);
        bytes.writeBytes(ByteBuffer.allocate(4).putInt((int) sum.getValue()).array());
        return this;
    }

    /** Appends rows of pixels, packed. */
    public PngBytes pixels(byte[] rows) {
        Deflater deflater = new Deflater();
        deflater.setInput(rows);
        deflater.finish();
        byte[] packed = new byte[rows.length + 64];
        int count = deflater.deflate(packed);
        deflater.end();
        return chunk("IDAT", java.util.Arrays.copyOf(packed, count));
    }

    /** The file with its end. */
    public byte[] toByteArray() {
        return chunk("IEND", new byte[0]).bytes.toByteArray();
    }
}
