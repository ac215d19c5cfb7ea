package dev.solera.learning;

import java.util.List;

/**
 * What came of one training step.
 *
 * @param outputs values {@code [channels, time]} of each sample of the batch, made before the update
 * @param loss of the module's objective, nats; 0 where it is frozen
 * @param bound loss of a module that knows nothing less this one, nats: of InfoNCE a lower bound on mutual information
 * @param contrastiveAccuracy fraction of positions whose positive scores higher than all its negatives; of samples told right by a classifier
 * @param deadChannels output channels that are zero at every step of every sample
 */
public record TrainedBatch(
        List<float[]> outputs, double loss, double bound, double contrastiveAccuracy, int deadChannels) {}
