package dev.solera.stream;

/**
 * Where to begin in a partition.
 *
 * @param offset of the first record to read, or {@link #EARLIEST} or {@link #LATEST}
 * @param counts what was taken before, so that the next sequence is {@code counts.total()}
 */
public record PartitionPosition(long offset, StreamCounts counts) {

    /** The oldest record that is still there. */
    public static final long EARLIEST = -1;
    /** The next record that is written. */
    public static final long LATEST = -2;

    /** The beginning of a run. */
    public static final PartitionPosition START = new PartitionPosition(EARLIEST, StreamCounts.NONE);
    /** Only what comes from now on; for taps. */
    public static final PartitionPosition END = new PartitionPosition(LATEST, StreamCounts.NONE);

    /** A record in the middle of a stream; for taps. */
    public static PartitionPosition at(long offset) {
        return new PartitionPosition(offset, StreamCounts.NONE);
    }

    /** The first sequence that was not yet taken. */
    public long nextSequence() {
        return counts.total();
    }
}
