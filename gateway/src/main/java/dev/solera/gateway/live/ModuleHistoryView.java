package dev.solera.gateway.live;

import java.util.List;

/**
 * A module's training steps over time, by column: rows stand for several steps each once there are many.
 *
 * @param number of the module
 * @param time milliseconds since the epoch
 * @param step from 1
 * @param samples trained on by then
 * @param loss nats
 * @param contrastiveAccuracy fraction of positions whose positive scores highest
 * @param samplesPerSecond that it took
 * @param queue samples in front of it
 * @param deadChannels output channels that were zero all over a batch
 */
public record ModuleHistoryView(
        int number,
        List<Long> time,
        List<Long> step,
        List<Long> samples,
        List<Float> loss,
        List<Float> contrastiveAccuracy,
        List<Float> samplesPerSecond,
        List<Float> queue,
        List<Float> deadChannels) {}
