package dev.solera.media.audio;

import dev.solera.media.UnreadableRecordingException;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * On which side of their bytes the bits of a file's samples stand, where its header leaves that open: 24 bits in 4 bytes are
 * written as the upper three by some programs and as the lower three by others. In the first case the rest is zero, in the
 * second it repeats the sign, in every sample.
 */
final class Padding {

    private static final int BYTES_AT_ONCE = 1 << 16;

    private final int unused;
    private boolean upper = true;
    private boolean lower = true;

    private Padding(int unused) {
        this.unused = unused;
    }

    /**
     * @param layout with samples that fill their bytes
     * @param bits that samples have
     * @return with samples as they are
     * @throws UnreadableRecordingException where they stand on neither side
     */
    static PcmLayout resolve(FileBytes file, PcmLayout layout, int bits)
            throws IOException, UnreadableRecordingException {
        PcmEncoding full = layout.encoding();
        Padding padding = new Padding(full.bits() - bits);
        padding.lookAt(file, layout);
        if (!padding.upper && !padding.lower) {
            throw new UnreadableRecordingException(
                    "has %d bits in %d bytes a sample, and stands neither in the upper nor in the lower ones"
                            .formatted(bits, full.bytes()));
        }
        // Both hold for samples that are below a 256th of full scale, if they are the upper ones, and more likely the
        // lower.
        PcmEncoding encoding = padding.lower ? new PcmEncoding(full.form(), full.bytes(), bits) : full;
        return new PcmLayout(layout.info(), encoding, layout.order(), layout.offset());
    }

    private void lookAt(FileBytes file, PcmLayout layout) throws IOException {
        int bytes = layout.encoding().bytes();
        long end = layout.offset() + layout.info().frames() * layout.frameBytes();
        ByteBuffer buffer = ByteBuffer.allocate(BYTES_AT_ONCE / bytes * bytes).order(layout.order());
        for (long at = layout.offset(); at < end && (upper || lower); at += buffer.capacity()) {
            file.read(at, buffer.clear().limit((int) Math.min(buffer.capacity(), end - at)));
            while (buffer.remaining() >= bytes) {
                lookAt(PcmEncoding.number(buffer, bytes), bytes);
            }
        }
    }

    private void lookAt(int number, int bytes) {
        int signBits = Integer.SIZE - (bytes * Byte.SIZE - unused);
        upper &= number << Integer.SIZE - unused == 0;
        lower &= number << signBits >> signBits == number;
    }
}
