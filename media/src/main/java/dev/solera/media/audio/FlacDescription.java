package dev.solera.media.audio;

import dev.solera.media.UnreadableRecordingException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Optional;
import org.bytedeco.javacpp.BytePointer;

/**
 * What a FLAC file says of all of its samples (RFC 9639, section 8.2).
 *
 * @param blockSize samples a channel of every frame but the last, 0 where they differ
 * @param frames samples a channel, 0 where the encoder did not know
 * @param md5 of all samples, zeros where the encoder left none; it holds only where every sample is decoded as it was encoded,
 *     which checksums of frames do not say
 */
record FlacDescription(int blockSize, int sampleRate, int channels, int bits, long frames, byte[] md5) {

    private static final int BYTES = 34;
    private static final int MD5_BYTES = 16;
    private static final int PACKED = 10;

    /** @param content as FFmpeg hands it on, which makes one up where a file has none */
    static FlacDescription of(BytePointer content, int length) throws UnreadableRecordingException {
        if (length < BYTES) {
            throw new UnreadableRecordingException("cannot be read as FLAC: the stream's description is missing");
        }
        byte[] bytes = new byte[BYTES];
        content.get(bytes);
        // 20 bits of the rate, 3 of the channels, 5 of the depth, 36 of the length.
        long packed = ByteBuffer.wrap(bytes).getLong(PACKED);
        int least = ByteBuffer.wrap(bytes).getShort(0) & 0xFFFF;
        int most = ByteBuffer.wrap(bytes).getShort(Short.BYTES) & 0xFFFF;
        return new FlacDescription(
                least == most ? most : 0,
                (int) (packed >>> 44),
                (int) (packed >>> 41 & 7) + 1,
                (int) (packed >>> 36 & 31) + 1,
                packed & (1L << 36) - 1,
                Arrays.copyOfRange(bytes, BYTES - MD5_BYTES, BYTES));
    }

    /** A running checksum of samples, to compare with the file's. */
    Optional<Md5> checksum() {
        return Arrays.equals(md5, new byte[MD5_BYTES]) ? Optional.empty() : Optional.of(new Md5());
    }

    /** The checksum of what has been decoded so far. */
    final class Md5 {

        private final MessageDigest digest;

        private Md5() {
            try {
                this.digest = MessageDigest.getInstance("MD5");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java platform has MD5", e);
            }
        }

        /**
         * Adds samples in the order of the file.
         *
         * @param samples that take {@code bytes} each, of which the stream's bits are the upper ones
         */
        void add(ByteBuffer samples, int bytes) {
            int unused = bytes * Byte.SIZE - bits;
            int written = (bits + Byte.SIZE - 1) / Byte.SIZE;
            ByteBuffer content = ByteBuffer.allocate(samples.remaining() / bytes * written);
            while (samples.hasRemaining()) {
                int number = PcmEncoding.number(samples, bytes) >> unused;
                for (int i = 0; i < written; i++) {
                    content.put((byte) (number >> i * Byte.SIZE));
                }
            }
            digest.update(content.flip());
        }

        void require() throws UnreadableRecordingException {
            if (!Arrays.equals(md5, digest.digest())) {
                throw new UnreadableRecordingException("is damaged: what is decoded does not match the MD5 in it");
            }
        }
    }
}
