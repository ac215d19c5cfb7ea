package dev.solera.stream;

import java.util.List;
import java.util.OptionalInt;

/**
 * The fixed order in which a topic's partitions are read: by (sequence, partition), whatever arrived first. Says which
 * partition has to come next; with gapless sequences that is known without looking at the others. One thread uses it.
 */
public final class PartitionMerge {

    private static final long ENDED = Long.MAX_VALUE;

    private final long[] next;

    /** @param nextSequences of every partition, 0 at the beginning of a run */
    public PartitionMerge(List<Long> nextSequences) {
        next = nextSequences.stream().mapToLong(Long::longValue).toArray();
    }

    /** The partition whose item comes next; empty when all have ended. */
    public OptionalInt partition() {
        int best = 0;
        for (int p = 1; p < next.length; p++) {
            if (next[p] < next[best]) {
                best = p;
            }
        }
        return next[best] == ENDED ? OptionalInt.empty() : OptionalInt.of(best);
    }

    /** Takes note of the item that came out of {@link #partition()}. */
    public void taken(StreamItem item) {
        next[item.partition()] = after(item);
    }

    /** The first sequence behind an item; nothing is behind an end. */
    private static long after(StreamItem item) {
        if (item instanceof StreamItem.Arrived arrived) {
            return arrived.sample().sequence() + 1;
        }
        if (item instanceof StreamItem.Skipped skipped) {
            return skipped.lastSequence() + 1;
        }
        return ENDED;
    }
}
