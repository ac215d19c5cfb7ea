package dev.solera.media.audio;

import java.util.Optional;
import org.bytedeco.javacpp.BytePointer;

/** The header of a frame of FLAC (RFC 9639, section 9.1), which says where in the recording the frame is. */
final class FlacFrame {

    private static final int NUMBER = 4;
    private static final int MOST_BYTES = 7;

    private FlacFrame() {}

    /**
     * The number of the first sample.
     *
     * @param frame from its header on
     * @param blockSize of all frames, as the stream says; 0 where they differ
     * @return empty where the header does not say it
     */
    static Optional<Long> place(BytePointer frame, int length, int blockSize) {
        if (length < NUMBER + MOST_BYTES) {
            return Optional.empty();
        }
        boolean numbersSamples = (frame.get(1) & 1) == 1;
        long number = number(frame);
        return numbersSamples
                ? Optional.of(number)
                : Optional.of(number * blockSize).filter(place -> blockSize > 0);
    }

    /** Coded as UTF-8 codes letters, up to 36 bits. */
    private static long number(BytePointer frame) {
        int first = frame.get(NUMBER) & 0xFF;
        int ones = Integer.numberOfLeadingZeros(~(first << 24));
        long number = ones == 0 ? first : first & (0x7F >> ones);
        for (int i = 1; i < ones; i++) {
            number = number << 6 | frame.get(NUMBER + i) & 0x3F;
        }
        return number;
    }
}
