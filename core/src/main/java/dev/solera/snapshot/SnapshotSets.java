package dev.solera.snapshot;

import dev.solera.pipeline.PipelineDefinition;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Snapshots of single modules, of which those that fit together make a set. In lossless flow these are the ones after the same
 * number of samples. Where modules pass samples over they have hardly ever trained on as many, and the newest of each are a set,
 * after as many samples as the one has that has trained on the fewest.
 */
public final class SnapshotSets {

    private final int depth;
    private final boolean lossless;
    private final int most;
    private final NavigableMap<Long, Map<Integer, Snapshot>> waiting = new TreeMap<>();
    private final Map<Integer, Snapshot> newest = new TreeMap<>();
    private long complete = -1;

    public SnapshotSets(PipelineDefinition pipeline) {
        this.depth = pipeline.depth();
        this.lossless = pipeline.flow().isLossless();
        this.most = (int) SnapshotSchedule.of(pipeline).slots() * 2;
    }

    /**
     * Takes a module's snapshot.
     *
     * @return the set that it completes, from the first module on, where that is newer than every earlier one
     */
    public Optional<List<Snapshot>> accept(Snapshot snapshot) {
        return lossless ? sameSamples(snapshot) : newestOfEach(snapshot);
    }

    private Optional<List<Snapshot>> sameSamples(Snapshot snapshot) {
        if (snapshot.samples() <= complete) {
            return Optional.empty();
        }
        Map<Integer, Snapshot> set = waiting.computeIfAbsent(snapshot.samples(), first -> new TreeMap<>());
        set.put(snapshot.module(), snapshot);
        if (set.size() < depth) {
            while (waiting.size() > most) {
                waiting.pollFirstEntry();
            }
            return Optional.empty();
        }
        complete = snapshot.samples();
        waiting.headMap(complete, true).clear();
        return Optional.of(List.copyOf(set.values()));
    }

    private Optional<List<Snapshot>> newestOfEach(Snapshot snapshot) {
        newest.merge(snapshot.module(), snapshot, (old, young) -> young.samples() >= old.samples() ? young : old);
        long fewest =
                newest.values().stream().mapToLong(Snapshot::samples).min().orElseThrow();
        if (newest.size() < depth || fewest <= complete) {
            return Optional.empty();
        }
        complete = fewest;
        return Optional.of(List.copyOf(newest.values()));
    }
}
