package dev.solera.checkpoint;

import dev.solera.learning.TrainerState;
import java.util.List;

/**
 * A module at a border between two samples: restored from it, and fed what follows its positions, the module computes the
 * bits that it would have computed had it never stopped.
 *
 * @param provenance where it comes from; a module goes on only from a checkpoint of its own
 * @param state parameters, optimiser and progress
 * @param positions in the input topic, by partition; what the module made of all that lies before them is acknowledged
 */
public record Checkpoint(Provenance provenance, TrainerState state, List<InputPosition> positions) {

    public Checkpoint {
        positions = List.copyOf(positions);
    }

    /** Sequences of the input that lie behind it, over all partitions. */
    public long sequences() {
        return positions.stream().mapToLong(InputPosition::sequences).reduce(0, Math::addExact);
    }

    /** Whether nothing is left to do: every partition has ended. */
    public boolean isFinal() {
        return positions.stream().allMatch(InputPosition::ended);
    }
}
