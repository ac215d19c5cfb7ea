package dev.solera.ingest.stream;

import dev.solera.activation.Purpose;
import dev.solera.stream.StreamCounts;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * How far a run is in a topic, at a border of two blocks.
 *
 * @param samples of the run before it
 * @param records recordings that they were made of
 * @param heldOut samples among them, by partition of {@code activations.0}
 * @param offsets of the topic's next records, by partition
 * @param open recordings that have begun before those, and to which they may be joined
 */
record SourceState(long samples, long records, List<Long> heldOut, List<Long> offsets, List<OpenRecording> open) {

    SourceState {
        heldOut = List.copyOf(heldOut);
        offsets = List.copyOf(offsets);
        open = open == null ? List.of() : List.copyOf(open); // positions of earlier versions say nothing of it
    }

    /**
     * Of a run that begins.
     *
     * @param partitions of {@code activations.0}
     */
    static SourceState begin(int partitions, List<Long> offsets) {
        return new SourceState(0, 0, Collections.nCopies(partitions, 0L), offsets, List.of());
    }

    /** Offsets of the first records that what is open is in, and else of the next ones, by partition. */
    List<Long> needed() {
        List<Long> needed = new ArrayList<>(offsets);
        open.forEach(one -> needed.set(one.partition(), Math.min(needed.get(one.partition()), one.from())));
        return needed;
    }

    /** Training samples before it. */
    long trained() {
        return samples - heldOut.stream().mapToLong(Long::longValue).sum();
    }

    /** What was published before it, by partition: sample g is in partition g mod P. */
    List<StreamCounts> counts() {
        int partitions = heldOut.size();
        List<StreamCounts> counts = new ArrayList<>();
        for (int p = 0; p < partitions; p++) {
            List<Long> byPurpose = new ArrayList<>(Collections.nCopies(Purpose.values().length, 0L));
            byPurpose.set(Purpose.TRAIN.ordinal(), (samples - p + partitions - 1) / partitions - heldOut.get(p));
            byPurpose.set(Purpose.HELD_OUT.ordinal(), heldOut.get(p));
            counts.add(new StreamCounts(byPurpose, 0));
        }
        return counts;
    }
}
