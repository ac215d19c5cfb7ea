package dev.solera.ingest.audio;

import dev.solera.ingest.corpus.UnreadableRecordingException;

/**
 * What the header of an audio file says.
 *
 * @param sampleRate Hz
 * @param channels mixed down to one when decoded
 * @param frames samples a channel
 */
public record AudioInfo(int sampleRate, int channels, long frames) {

    /** Longest recording, as a whole one is held in memory to be resampled and normalised. */
    static final int MAX_SECONDS = 900;

    /** @throws UnreadableRecordingException where no clip can be made of such a file */
    public AudioInfo checked() throws UnreadableRecordingException {
        if (sampleRate < 1000 || sampleRate > 768_000) {
            throw new UnreadableRecordingException(
                    "has a sample rate of %d Hz; allowed: 1000 to 768000".formatted(sampleRate));
        }
        if (channels < 1) {
            throw new UnreadableRecordingException("has no channels");
        }
        if (frames < Math.max(1, sampleRate / 100)) {
            throw new UnreadableRecordingException(frames == 0 ? "holds no audio" : "holds less than 10 ms of audio");
        }
        if (frames > (long) MAX_SECONDS * sampleRate) {
            throw new UnreadableRecordingException("is %d s long; allowed: up to %d s, cut it into pieces"
                    .formatted(frames / sampleRate, MAX_SECONDS));
        }
        return this;
    }

    /** Samples once resampled to {@code rate} Hz. */
    public int lengthAt(int rate) {
        return Resampler.length(frames, sampleRate, rate);
    }
}
