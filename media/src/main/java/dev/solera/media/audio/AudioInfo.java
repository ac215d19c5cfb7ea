package dev.solera.media.audio;

import dev.solera.media.UnreadableRecordingException;

/**
 * What an audio file is.
 *
 * @param sampleRate Hz
 * @param channels of every frame
 * @param frames samples a channel
 */
public record AudioInfo(int sampleRate, int channels, long frames) {

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
            throw new UnreadableRecordingException(frames <= 0 ? "holds no audio" : "holds less than 10 ms of audio");
        }
        return this;
    }

    /** Samples once resampled to {@code rate} Hz. */
    public long lengthAt(int rate) {
        return Resampler.length(frames, sampleRate, rate);
    }
}
