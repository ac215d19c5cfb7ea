package dev.solera.checkpoint;

import dev.solera.learning.TrainerState;
import java.util.List;

/**
 * The modules of one service at a border between two samples: restored from it, and fed what follows its positions, they
 * compute the bits that they would have computed had they never stopped.
 *
 * @param provenance where it comes from; a service goes on only from a checkpoint of its own modules
 * @param state parameters, optimisers and progress
 * @param positions in the first one's input topic, by partition; what the last one made of all that lies before them is acknowledged
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
