package dev.solera.stream;

import dev.solera.activation.Sample;

/** What comes out of an activation topic, in order: samples, explained gaps, and one end a partition. */
public sealed interface StreamItem {

    /** The partition it came from; outputs go to the same one of the next topic. */
    int partition();

    /** The offset of the record that it came in. */
    long offset();

    /**
     * A sample.
     *
     * @param producerStep training steps that the stage upstream had done when it computed the sample
     */
    record Arrived(int partition, long offset, long producerStep, Sample sample) implements StreamItem {}

    /**
     * A gap: these sequences went to a dead-letter topic.
     *
     * @param firstSequence inclusive
     * @param lastSequence inclusive
     */
    record Skipped(int partition, long offset, long firstSequence, long lastSequence) implements StreamItem {}

    /**
     * The end of a partition of a finite run.
     *
     * @param counts what came out of the partition here, so that it can be handed on
     */
    record Ended(int partition, long offset, StreamCounts counts) implements StreamItem {}
}
