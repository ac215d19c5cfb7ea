package dev.solera.gateway.inference;

/**
 * What a model answers: one embedding a recording.
 *
 * @param model as the client called it
 * @param version of the snapshot that was asked
 * @param id the client's
 * @param count recordings
 * @param channels of an embedding
 * @param values row-major {@code [count, channels]}
 * @param binary whether they are wanted in binary
 */
record InferenceAnswer(
        String model, String version, String id, int count, int channels, float[] values, boolean binary) {}
