package dev.solera.probe.rolling;

import dev.solera.encoder.Parameter;
import dev.solera.learning.Beginning;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.snapshot.Snapshot;
import dev.solera.snapshot.SnapshotCodec;
import dev.solera.snapshot.SnapshotSchedule;
import dev.solera.snapshot.SnapshotSets;
import dev.solera.stream.document.Document;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** The newest parameters of all modules that fit together. One thread brings what modules publish, another one waits for it. */
final class NewestSnapshots {

    private final int depth;
    private final SnapshotCodec codec;
    private final SnapshotSets sets;
    /** Modules whose last ones of the run have come. */
    private final Set<Integer> ended = new HashSet<>();

    private Optional<List<Snapshot>> newest = Optional.empty();
    private long taken = -1;

    NewestSnapshots(PipelineDefinition definition) {
        this.depth = definition.depth();
        this.codec = new SnapshotCodec(definition);
        this.sets = new SnapshotSets(definition);
    }

    /** @param module whose parameters the document has */
    synchronized void accept(Document document, int module) {
        sets.accept(codec.decode(module, document.bytes()), document.slot())
                .ifPresent(set -> newest = Optional.of(set));
        if (document.slot().equals(SnapshotSchedule.LAST)) {
            ended.add(module);
        }
        notifyAll();
    }

    /** Waits until there are newer ones than were taken. */
    synchronized Beginning take() throws InterruptedException {
        while (newest.isEmpty() || samples(newest.get()) <= taken) {
            wait();
        }
        taken = samples(newest.get());
        return parameters(newest.get());
    }

    /**
     * Those that all modules ended with, taken or not: modules say themselves which these are, as how many samples each has trained on
     * nobody else knows who began to look late, or where modules pass samples over. Where some do not come, the newest ones; none
     * where none came at all.
     *
     * @param patience how long they are waited for
     */
    synchronized Optional<Beginning> last(Duration patience) throws InterruptedException {
        long until = System.nanoTime() + patience.toNanos();
        for (long left = patience.toNanos(); ended.size() < depth && left > 0; left = until - System.nanoTime()) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return newest.map(NewestSnapshots::parameters);
    }

    private static long samples(List<Snapshot> set) {
        return set.stream().mapToLong(Snapshot::samples).min().orElseThrow();
    }

    private static Beginning parameters(List<Snapshot> set) {
        Map<Integer, Map<String, Parameter>> modules = new HashMap<>();
        set.forEach(snapshot -> modules.put(snapshot.module(), snapshot.parameters()));
        return new Beginning("snapshot of %d samples".formatted(samples(set)), modules);
    }
}
