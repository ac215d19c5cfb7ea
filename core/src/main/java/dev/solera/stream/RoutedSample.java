package dev.solera.stream;

import dev.solera.activation.Sample;

/**
 * A sample and the partition it goes to: the one that it came from, or {@code index mod P} at ingest.
 *
 * @param partition of the topic, from 0
 * @param sample its sequence counts within the partition
 */
public record RoutedSample(int partition, Sample sample) {

    /** Where the sample with a global index goes, of P partitions. */
    public static int partitionOf(long index, int partitions) {
        return (int) (index % partitions);
    }

    /** The sequence of the sample with a global index, of P partitions. */
    public static long sequenceOf(long index, int partitions) {
        return index / partitions;
    }
}
