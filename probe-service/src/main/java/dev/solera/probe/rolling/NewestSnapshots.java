package dev.solera.probe.rolling;

import dev.solera.encoder.Parameter;
import dev.solera.learning.Beginning;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.snapshot.Snapshot;
import dev.solera.snapshot.SnapshotCodec;
import dev.solera.snapshot.SnapshotSets;
import dev.solera.stream.document.Document;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The newest parameters of all modules that fit together. One thread brings what modules publish, another one waits for it. */
final class NewestSnapshots {

    private static final long LOOK_MILLIS = 50;

    private final SnapshotCodec codec;
    private final SnapshotSets sets;
    private Optional<List<Snapshot>> newest = Optional.empty();
    private long taken = -1;

    NewestSnapshots(PipelineDefinition definition) {
        this.codec = new SnapshotCodec(definition);
        this.sets = new SnapshotSets(definition);
    }

    /** @param module whose parameters the document has */
    synchronized void accept(Document document, int module) {
        sets.accept(codec.decode(module, document.bytes())).ifPresent(set -> {
            newest = Optional.of(set);
            notifyAll();
        });
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
     * The last ones, taken or not; none where there never were any. Waits for a while until they are of so many samples.
     *
     * @param millis to wait at most
     */
    synchronized Optional<Beginning> last(long samples, long millis) throws InterruptedException {
        long end = System.nanoTime() + millis * 1_000_000;
        while (newest.isPresent() && samples(newest.get()) < samples && System.nanoTime() < end) {
            wait(LOOK_MILLIS);
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
