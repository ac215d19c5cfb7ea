package dev.solera.pipeline;

/** The modality of the input. */
public enum InputKind {
    AUDIO
}
