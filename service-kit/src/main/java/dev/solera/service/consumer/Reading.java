package dev.solera.service.consumer;

import dev.solera.pipeline.FlowDefinition;
import dev.solera.stream.PartitionCursor;
import dev.solera.stream.PartitionPosition;

/** How a consumer takes what it cannot keep up with, or what is gone. */
public enum Reading {
    /** Takes every sample; a gap that nothing explains is refused. */
    LOSSLESS,
    /**
     * Passes samples over while its queue is full, but none of an evaluation pass, and says which, so that the stages above
     * know of the gap.
     */
    LATEST,
    /** Takes what is there when it gets to it, and counts what it missed: for probes, whom nobody waits for. */
    TAP;

    public static Reading of(FlowDefinition flow) {
        return flow.isLossless() ? LOSSLESS : LATEST;
    }

    PartitionCursor cursor(String partition, PartitionPosition from) {
        return switch (this) {
            case LOSSLESS -> PartitionCursor.lossless(partition, from.counts());
            case LATEST -> PartitionCursor.latest(partition, from.counts());
            case TAP -> PartitionCursor.tap(partition);
        };
    }

    /** Whether to go on at the oldest record where the wanted one is gone. */
    boolean jumps() {
        return this != LOSSLESS;
    }
}
