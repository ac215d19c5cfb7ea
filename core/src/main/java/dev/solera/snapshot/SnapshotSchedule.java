package dev.solera.snapshot;

import dev.solera.pipeline.PipelineDefinition;

/**
 * At which numbers of samples modules publish a snapshot, and in which slot of their topic: all modules at the same ones, so
 * that the n-th of all of them fit together.
 *
 * <p>Slots are used in turn, so that a topic holds a bounded number of snapshots. In lossless flow the module next to the input
 * is ahead of the top by no more than every stage in between may hold; there are so many slots that what the top publishes is
 * still in all of them.
 *
 * @param interval samples between two
 * @param slots that are used in turn
 */
public record SnapshotSchedule(long interval, long slots) {

    /** The slot of the last one, whatever its number of samples. */
    public static final String LAST = "last";

    /** The slot of one that somebody asked for. */
    public static final String ASKED = "asked";

    /** Batches that a stage may hold beyond the lag bound: one in training, the others on their way to the publisher. */
    private static final int HELD_BATCHES = 4;

    /** One that is being written, and one that a reader who comes late still finds. */
    private static final int SPARE = 2;

    public static SnapshotSchedule of(PipelineDefinition pipeline) {
        long interval = pipeline.snapshotSamples();
        long ahead = pipeline.depth() * (pipeline.flow().lagBound() + (long) HELD_BATCHES * pipeline.batch());
        return new SnapshotSchedule(interval, (ahead + interval - 1) / interval + SPARE);
    }

    /** Whether there is one after so many samples. */
    public boolean isDue(long samples) {
        return samples % interval == 0;
    }

    /** The slot of the one that is due after so many samples. */
    public String slot(long samples) {
        return Long.toString(samples / interval % slots);
    }
}
