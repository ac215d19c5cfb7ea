package dev.solera.ingest.stream;

import dev.solera.ingest.corpus.InvalidSourceException;
import java.time.Duration;

/**
 * How signals are joined.
 *
 * @param gap by how much time more than their frames last two records may be apart
 * @param keys recordings that are open at once, in equal shares of the partitions
 */
record JoinSettings(Duration gap, int keys) {

    /** What signals are joined by. */
    static final String KEY = "key";

    /** So many have room in a header of every record of {@code activations.0}, as they are in front of a block and behind it. */
    static final int MOST_KEYS = 500;

    /** A key is closed that was not in so many records, for each recording that may be open. */
    private static final int REACH = 100;

    /**
     * Recordings that may be open in one partition.
     *
     * @throws InvalidSourceException where that is none
     */
    int share(int partitions) {
        if (keys < partitions) {
            throw new InvalidSourceException(
                    "solera.ingest.stream.join-keys is %d, and the topic has %d partitions; allowed: one each or more"
                            .formatted(keys, partitions));
        }
        return keys / partitions;
    }

    /** Records of a partition in which a key has to be once, so that it does not hold on to old records for ever. */
    long reach(int share) {
        return (long) REACH * share;
    }

    /**
     * Whether a recording ends between two records.
     *
     * @param before time of the first
     * @param now time of the second
     * @param lasting that the frames of either last
     */
    boolean isGap(long before, long now, long lasting) {
        return now - before - lasting > gap.toMillis() || before - now > gap.toMillis();
    }
}
