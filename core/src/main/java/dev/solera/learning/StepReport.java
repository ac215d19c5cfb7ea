package dev.solera.learning;

/**
 * How one training step went.
 *
 * @param step from 1
 * @param samples trained on so far
 * @param loss of the module's objective, nats; 0 where it is frozen
 * @param bound loss of a module that knows nothing less this one, nats: of InfoNCE a lower bound on mutual information
 * @param contrastiveAccuracy fraction of positions whose positive scores higher than all its negatives; of samples told right by a classifier
 * @param deadChannels output channels that are zero at every position of the batch
 * @param learningRate of the update that it made; of the newest one where there was nothing to learn from
 * @param seconds that the step took
 */
public record StepReport(
        long step,
        long samples,
        double loss,
        double bound,
        double contrastiveAccuracy,
        int deadChannels,
        double learningRate,
        double seconds) {

    /** Whether the module is frozen: it loses nothing, and would lose nothing if it knew nothing. */
    public boolean isFrozen() {
        return loss == 0 && bound == 0;
    }
}
