package dev.solera.probe.evaluation;

import dev.solera.stream.PartitionPosition;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Where the evaluation pass begins in every stage's topic, as far as that is known. One thread at a time. */
final class EvaluationStarts {

    private final int partitions;
    private final Map<Integer, Map<Integer, Long>> offsets = new TreeMap<>();
    private final Set<Integer> handedOut = new HashSet<>();

    /** @param partitions of every topic */
    EvaluationStarts(int partitions) {
        this.partitions = partitions;
    }

    /** Whether the pass has begun anywhere. */
    boolean any() {
        return !offsets.isEmpty();
    }

    /**
     * Takes note of a start; a later one of the same partition, by a restarted stage that publishes again, is ignored.
     *
     * @return where to read the stage from, once, as soon as every partition is known
     */
    Optional<List<PartitionPosition>> add(int stage, int partition, long offset) {
        Map<Integer, Long> known = offsets.computeIfAbsent(stage, s -> new TreeMap<>());
        known.putIfAbsent(partition, offset);
        return known.size() == partitions ? settle(stage) : Optional.empty();
    }

    /**
     * Where to read a stage from, once. Partitions that are not known hold no evaluation sample, or their start is not yet
     * heard of: they are read from the oldest record that is still there.
     */
    Optional<List<PartitionPosition>> settle(int stage) {
        if (!handedOut.add(stage)) {
            return Optional.empty();
        }
        Map<Integer, Long> known = offsets.getOrDefault(stage, Map.of());
        return Optional.of(IntStream.range(0, partitions)
                .mapToObj(p -> known.containsKey(p) ? PartitionPosition.at(known.get(p)) : PartitionPosition.START)
                .toList());
    }
}
