package dev.solera.snapshot;

import dev.solera.pipeline.PipelineDefinition;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Snapshots of single modules, of which those that fit together make a set. In lossless flow these are the ones after the same
 * number of samples, and what all of them ended with: behind a record that was put aside between two of them, modules end after fewer
 * samples than those upstream of it. Where modules pass samples over they have hardly ever trained on as many, and the newest of each
 * are a set. A set of different numbers is one after as many samples as the module has that has trained on the fewest.
 */
public final class SnapshotSets {

    private final int depth;
    private final boolean lossless;
    private final int most;
    private final NavigableMap<Long, Map<Integer, Snapshot>> waiting = new TreeMap<>();
    private final Map<Integer, Snapshot> newest = new TreeMap<>();
    /** What modules ended with. */
    private final Map<Integer, Snapshot> last = new TreeMap<>();

    private long complete = -1;
    /** Numbers of samples of the newest set. */
    private List<Long> told = List.of();

    public SnapshotSets(PipelineDefinition pipeline) {
        this.depth = pipeline.depth();
        this.lossless = pipeline.flow().isLossless();
        this.most = (int) SnapshotSchedule.of(pipeline).slots() * 2;
    }

    /**
     * Takes a module's snapshot.
     *
     * @param slot that it was published in
     * @return the set that it completes, from the first module on, where that is newer than every earlier one
     */
    public Optional<List<Snapshot>> accept(Snapshot snapshot, String slot) {
        if (!lossless) {
            return newestOfEach(snapshot);
        }
        if (slot.equals(SnapshotSchedule.LAST)) {
            last.put(snapshot.module(), snapshot);
            if (last.size() == depth) {
                return lastOfEach();
            }
        }
        return sameSamples(snapshot);
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
        return tell(snapshot.samples(), set);
    }

    private Optional<List<Snapshot>> lastOfEach() {
        long fewest = fewest(last);
        return fewest < complete || numbers(last).equals(told) ? Optional.empty() : tell(fewest, last);
    }

    private Optional<List<Snapshot>> tell(long samples, Map<Integer, Snapshot> set) {
        complete = samples;
        told = numbers(set);
        waiting.headMap(samples, true).clear();
        return Optional.of(List.copyOf(set.values()));
    }

    private static List<Long> numbers(Map<Integer, Snapshot> set) {
        return set.values().stream().map(Snapshot::samples).toList();
    }

    private static long fewest(Map<Integer, Snapshot> snapshots) {
        return snapshots.values().stream().mapToLong(Snapshot::samples).min().orElseThrow();
    }

    private Optional<List<Snapshot>> newestOfEach(Snapshot snapshot) {
        newest.merge(snapshot.module(), snapshot, (old, young) -> young.samples() >= old.samples() ? young : old);
        long fewest = fewest(newest);
        if (newest.size() < depth || fewest <= complete) {
            return Optional.empty();
        }
        return tell(fewest, newest);
    }
}
