package dev.solera.module;

import dev.solera.checkpoint.InputPosition;
import dev.solera.stream.PartitionPosition;
import dev.solera.stream.StreamCounts;
import dev.solera.stream.StreamItem;
import java.util.Collections;
import java.util.List;

/** How far a module has come in its input topic, partition by partition. */
final class InputPositions {

    private final InputPosition[] positions;

    private InputPositions(List<InputPosition> from) {
        positions = from.toArray(InputPosition[]::new);
    }

    /** The beginning of a run. */
    static List<InputPosition> beginning(int partitions) {
        return Collections.nCopies(
                partitions, new InputPosition(InputPosition.BEGINNING, StreamCounts.NONE.samples(), 0, false));
    }

    /** Those of a checkpoint, or of the beginning. */
    static InputPositions of(List<InputPosition> positions) {
        return new InputPositions(positions);
    }

    /** Takes note of what was taken. */
    void took(StreamItem item) {
        InputPosition before = positions[item.partition()];
        StreamCounts counts = counts(before);
        if (item instanceof StreamItem.Arrived arrived) {
            counts = counts.plus(arrived.sample());
        } else if (item instanceof StreamItem.Skipped gap) {
            counts = counts.plusSkipped(gap.lastSequence() + 1 - gap.firstSequence());
        }
        boolean ended = before.ended() || item instanceof StreamItem.Ended;
        positions[item.partition()] = new InputPosition(item.offset(), counts.samples(), counts.skipped(), ended);
    }

    /** As they are now. */
    List<InputPosition> now() {
        return List.of(positions);
    }

    /** Where to read on, by partition: the record at the offset is read again, as it may hold more samples. */
    static List<PartitionPosition> toRead(List<InputPosition> positions) {
        return positions.stream()
                .map(position -> new PartitionPosition(
                        position.offset() == InputPosition.BEGINNING ? PartitionPosition.EARLIEST : position.offset(),
                        counts(position)))
                .toList();
    }

    /** What was published of it, by partition: a module hands on every sequence that it takes. */
    static List<StreamCounts> published(List<InputPosition> positions) {
        return positions.stream().map(InputPositions::counts).toList();
    }

    private static StreamCounts counts(InputPosition position) {
        return new StreamCounts(position.samples(), position.skipped());
    }
}
