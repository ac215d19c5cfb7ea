package dev.solera.ingest.corpus;

import dev.solera.media.UnreadableRecordingException;
import dev.solera.media.audio.Finite;
import java.util.Map;

/**
 * The audio of one recording. Its arrays are shared: readers copy, never write.
 *
 * @param samples {@code [channels, length]} at the pipeline's rate
 * @param channels as many as the pipeline's input has
 * @param loudness of the samples, which a corpus that keeps clips computes once
 * @param frameLabels class numbers by label, one a 10 ms frame, for every frame label of the schema
 */
public record Clip(float[] samples, int channels, Loudness loudness, Map<String, int[]> frameLabels) {

    public Clip {
        if (channels < 1 || samples.length % channels != 0) {
            throw new IllegalArgumentException(
                    "channels are %d; allowed: what %d samples can be divided by".formatted(channels, samples.length));
        }
        frameLabels = Map.copyOf(frameLabels);
    }

    public Clip(float[] samples, int channels, Map<String, int[]> frameLabels) {
        this(samples, channels, Loudness.of(samples, channels), frameLabels);
    }

    /** @throws UnreadableRecordingException where a sample is no number */
    public static Clip finite(float[] samples, int channels) throws UnreadableRecordingException {
        Finite.require(samples);
        return new Clip(samples, channels, Map.of());
    }

    /** The same audio with what is known of its frames. */
    public Clip with(Map<String, int[]> frameLabels) {
        return new Clip(samples, channels, loudness, frameLabels);
    }

    /** Samples of each channel. */
    public int length() {
        return samples.length / channels;
    }
}
