package dev.solera.learning;

import java.util.List;

/**
 * What came of one training step.
 *
 * @param outputs values {@code [channels, time]} of each sample of the batch, made before the update
 * @param loss InfoNCE, nats
 * @param bound ln(1 + M) - loss, nats: the lower bound on mutual information
 * @param contrastiveAccuracy fraction of positions whose positive scores above all its negatives
 * @param deadChannels output channels that are zero at every step of every sample
 */
public record TrainedBatch(
        List<float[]> outputs, double loss, double bound, double contrastiveAccuracy, int deadChannels) {}
