package dev.solera.learning;

/**
 * How one training step went.
 *
 * @param step from 1
 * @param samples trained on so far
 * @param loss InfoNCE, nats
 * @param bound ln(1 + M) - loss, nats
 * @param contrastiveAccuracy fraction of positions whose positive scores above all its negatives
 * @param deadChannels output channels that are zero at every position of the batch
 * @param seconds that the step took
 */
public record StepReport(
        long step,
        long samples,
        double loss,
        double bound,
        double contrastiveAccuracy,
        int deadChannels,
        double seconds) {}
