package dev.solera.gateway.live;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Optional;

/**
 * How one module is, as far as telemetry has told.
 *
 * @param number from 1
 * @param service which trains it
 * @param state of that service
 * @param cause what the service waits for, or why it failed
 * @param paused whether the service was told to do nothing until it is told to go on, also where its state is another one
 * @param newest its newest training step; none before the first
 * @param consumed samples it has taken from its input for good, those of the evaluation among them
 * @param samplesPerSecond that it takes, 0 where nothing was told for a while
 * @param bytesInPerSecond of its input topic, 0 where its input comes in memory
 * @param bytesOutPerSecond of its output topic, 0 where it hands on in memory
 * @param queue samples that are published in front of it and not yet consumed
 * @param queueBound what that may come to before the stage upstream waits
 * @param channels of its output
 */
public record ModuleView(
        int number,
        String service,
        ServiceView.State state,
        String cause,
        boolean paused,
        Optional<NewestStep> newest,
        long consumed,
        double samplesPerSecond,
        double bytesInPerSecond,
        double bytesOutPerSecond,
        long queue,
        long queueBound,
        int channels) {

    /**
     * One training step.
     *
     * @param time milliseconds since the epoch
     * @param step from 1
     * @param samples trained on so far
     * @param frozen whether the module learns nothing
     * @param loss nats
     * @param bound lower bound on mutual information, nats; empty where it was not told
     * @param contrastiveAccuracy fraction of positions whose positive scores higher than all its negatives; empty where it was not told
     * @param deadChannels output channels that are zero at every position of the batch
     * @param trainSeconds spent training
     * @param waitSeconds spent waiting for the batch
     * @param publishSeconds spent waiting until outputs could be handed on
     */
    public record NewestStep(
            long time,
            long step,
            long samples,
            boolean frozen,
            double loss,

            @Schema(
                    types = {"number", "null"},
                    format = "double")
            Optional<Double> bound,

            @Schema(
                    types = {"number", "null"},
                    format = "double")
            Optional<Double> contrastiveAccuracy,

            int deadChannels,
            double trainSeconds,
            double waitSeconds,
            double publishSeconds) {}
}
