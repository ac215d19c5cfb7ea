package dev.solera.pipeline;

import static dev.solera.pipeline.InvalidDefinitionException.require;

/**
 * What enters the pipeline at {@code activations.0}.
 *
 * @param kind the modality
 * @param sampleRate samples a second that recordings are resampled to, Hz
 * @param window length of one training window, in samples
 * @param normalise how a clip's amplitude is scaled
 * @param shortClips what becomes of clips shorter than the window
 */
public record InputDefinition(
        InputKind kind, int sampleRate, int window, Normalisation normalise, ShortClips shortClips) {

    public InputDefinition {
        require(kind != null, "kind", null, "audio");
        require(sampleRate >= 1000 && sampleRate <= 192_000, "sample-rate", sampleRate, "1000 to 192000");
        require(window >= 1 && window <= 1 << 24, "window", window, "1 to 16777216 samples");
        normalise = normalise == null ? Normalisation.RMS : normalise;
        shortClips = shortClips == null ? ShortClips.PAD : shortClips;
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
