package dev.solera.pipeline;

import static dev.solera.definition.InvalidDefinitionException.require;

import dev.solera.definition.ActivationShape;
import dev.solera.layer.TimeBase;
import java.util.Optional;

/**
 * Windows of recordings.
 *
 * @param sampleRate samples a second that recordings are resampled to, Hz
 * @param window length of one training window, in samples
 * @param channels 1, to which recordings are mixed down, or the number that every recording has to have
 * @param normalise how a clip's amplitude is scaled
 * @param shortClips what becomes of clips shorter than the window
 */
public record AudioInput(int sampleRate, int window, Integer channels, Normalisation normalise, ShortClips shortClips)
        implements InputDefinition {

    private static final int MOST_CHANNELS = 1024;

    public AudioInput {
        channels = channels == null ? 1 : channels;
        require(sampleRate >= 1000 && sampleRate <= 192_000, "sample-rate", sampleRate, "1000 to 192000");
        require(channels >= 1 && channels <= MOST_CHANNELS, "channels", channels, "1 to " + MOST_CHANNELS);
        require(window >= 1 && window <= 1 << 24, "window", window, "1 to 16777216 samples");
        normalise = normalise == null ? Normalisation.RMS : normalise;
        shortClips = shortClips == null ? ShortClips.PAD : shortClips;
    }

    @Override
    public Stage stage() {
        return new Stage(ActivationShape.sequence(channels, window), Optional.of(TimeBase.INPUT));
    }

    @Override
    public int labelSteps() {
        return Math.max(1, frames());
    }

    /** Samples in one 10 ms frame, the time base of labels a time step. */
    public int frame() {
        return sampleRate / 100;
    }

    /** Frames of 10 ms in one window. */
    public int frames() {
        return window / frame();
    }
}
