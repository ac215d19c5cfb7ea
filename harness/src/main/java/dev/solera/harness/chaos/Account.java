package dev.solera.harness.chaos;

import dev.solera.activation.Sample;
import dev.solera.standalone.reproduce.Fingerprint;
import dev.solera.stream.RecordHeader;
import dev.solera.stream.RecordKind;
import dev.solera.stream.RoutedSample;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A book of every record that a run's activation topics and topics of parameters held, kept by somebody who reads them from their beginning and
 * believes no service: which samples were there, in which order, what came again, and whether it was the same then.
 */
public final class Account {

    private final int partitions;
    private final Map<Place, Column> columns = new HashMap<>();
    private final List<String> faults = new ArrayList<>();
    private final SnapshotAccount snapshots = new SnapshotAccount();

    private record Place(int depth, int partition) {}

    /** One partition of one topic. */
    private static final class Column {
        private final List<Long> prints = new ArrayList<>();
        private long duplicates;
        private long unseen;
        private boolean jumped;
        private boolean ended;
    }

    /** @param partitions of every topic */
    public Account(int partitions) {
        this.partitions = partitions;
    }

    /** Enters a record of samples, in the order of the topic. */
    public void samples(int depth, int partition, List<Sample> samples) {
        Column column = column(depth, partition);
        for (Sample sample : samples) {
            long sequence = sample.sequence();
            long print = Fingerprint.of(sample);
            if (sequence < column.prints.size()) {
                column.duplicates++;
                Long before = column.prints.get((int) sequence);
                if (before != null && before != print) {
                    fault(
                            "depth %d partition %d: sample %d came again and was another one",
                            depth, partition, sequence);
                }
            } else if (sequence == column.prints.size()) {
                column.prints.add(print);
            } else if (column.jumped) {
                column.unseen += sequence - column.prints.size();
                column.prints.addAll(Collections.nCopies((int) sequence - column.prints.size(), null));
                column.prints.add(print);
            } else {
                fault(
                        "depth %d partition %d: sample %d follows %d",
                        depth, partition, sequence, column.prints.size() - 1);
            }
            column.jumped = false;
        }
    }

    /** Enters that records were deleted before they were read: the samples up to the next one were not seen. */
    public void jumped(int depth, int partition) {
        column(depth, partition).jumped = true;
    }

    /** Enters a record without samples. */
    public void other(int depth, int partition, RecordHeader header) {
        Column column = column(depth, partition);
        if (header.kind() == RecordKind.SKIP) {
            fault(
                    "depth %d partition %d: samples %d to %d were skipped",
                    depth, partition, header.firstSequence(), header.lastSequence());
        } else if (header.firstSequence() != column.prints.size()) {
            fault(
                    "depth %d partition %d: the end counts %d samples, there were %d",
                    depth, partition, header.firstSequence(), column.prints.size());
        }
        column.ended |= header.kind() == RecordKind.END;
    }

    /** The part of it that is about modules' parameters. */
    public SnapshotAccount snapshots() {
        return snapshots;
    }

    private Column column(int depth, int partition) {
        return columns.computeIfAbsent(new Place(depth, partition), place -> new Column());
    }

    private void fault(String format, Object... arguments) {
        faults.add(format.formatted(arguments));
    }

    /** Samples that were deleted before they were read, by depth. */
    public Map<Integer, Long> unseen() {
        Map<Integer, Long> unseen = new TreeMap<>();
        columns.forEach((place, column) -> unseen.merge(place.depth(), column.unseen, Long::sum));
        return unseen;
    }

    /** Samples that came a second time, by depth. */
    public Map<Integer, Long> duplicates() {
        Map<Integer, Long> duplicates = new TreeMap<>();
        columns.forEach((place, column) -> duplicates.merge(place.depth(), column.duplicates, Long::sum));
        return duplicates;
    }

    /** Whether every partition at a depth has ended. */
    public boolean ended(int depth) {
        for (int p = 0; p < partitions; p++) {
            if (!column(depth, p).ended) {
                return false;
            }
        }
        return true;
    }

    /** What is wrong with what was entered, by itself. */
    public List<String> faults() {
        return List.copyOf(faults);
    }

    /**
     * What is wrong with a topic, compared with what it had to hold.
     *
     * @param expected fingerprints, in the order of the run
     */
    public List<String> faults(int depth, List<Long> expected) {
        List<String> found = new ArrayList<>();
        long held = 0;
        for (int p = 0; p < partitions; p++) {
            held += column(depth, p).prints.size();
        }
        if (held != expected.size()) {
            found.add("depth %d: held %d samples; allowed: %d".formatted(depth, held, expected.size()));
        }
        for (int g = 0; g < expected.size(); g++) {
            List<Long> prints = column(depth, RoutedSample.partitionOf(g, partitions)).prints;
            int sequence = (int) RoutedSample.sequenceOf(g, partitions);
            Long print = sequence < prints.size() ? prints.get(sequence) : null;
            if (print != null && !print.equals(expected.get(g))) {
                found.add("depth %d: sample %d of the run is another one".formatted(depth, g));
                return found;
            }
        }
        return found;
    }
}
