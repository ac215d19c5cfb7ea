package dev.solera.media.audio;

import dev.solera.media.UnreadableRecordingException;

/** Sound is numbers, which a file of floating-point samples need not hold. */
public final class Finite {

    private Finite() {}

    /** @throws UnreadableRecordingException where a sample is infinite or no number */
    public static void require(float[] samples) throws UnreadableRecordingException {
        for (float sample : samples) {
            if (!Float.isFinite(sample)) {
                throw new UnreadableRecordingException("holds values that are no numbers");
            }
        }
    }
}
