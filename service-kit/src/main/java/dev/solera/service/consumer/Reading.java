package dev.solera.service.consumer;

import dev.solera.pipeline.FlowDefinition;
import dev.solera.stream.PartitionCursor;
import dev.solera.stream.PartitionPosition;

/** What a consumer does when it cannot keep up, or when records are gone. */
public enum Reading {
    /** Takes every sample; a gap that nothing explains is refused. */
    LOSSLESS,
    /**
     * Skips samples while its queue is full, except those of an evaluation pass, and reports which, so that downstream
     * stages know of the gap.
     */
    LATEST,
    /** Takes what is still there and counts what it missed: for probes, as nobody waits for them. */
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

    /** Whether to continue at the oldest record if the wanted one is gone. */
    boolean jumps() {
        return this != LOSSLESS;
    }
}
