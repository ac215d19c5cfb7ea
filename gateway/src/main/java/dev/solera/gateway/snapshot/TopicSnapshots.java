package dev.solera.gateway.snapshot;

import dev.solera.pipeline.Identity;
import dev.solera.pipeline.ImageInput;
import dev.solera.pipeline.InputDefinition;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.service.SoleraStreams;
import dev.solera.service.event.SourceNote;
import dev.solera.service.lifecycle.ServiceFailure;
import dev.solera.snapshot.Snapshot;
import dev.solera.snapshot.SnapshotCodec;
import dev.solera.snapshot.SnapshotSets;
import dev.solera.stream.document.Document;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.apache.kafka.common.errors.InterruptException;

/**
 * The snapshots that the modules of a run publish while it goes on. A listener that takes its time with one is told the newest
 * next, not all that came meanwhile. A snapshot's number is that of its samples; in lossless flow the greatest, where modules ended
 * after different numbers, as of the fewest there may have been a set before. Where modules pass samples over the fewest alone grow
 * from set to set.
 */
public final class TopicSnapshots implements SnapshotSource {

    private final PipelineDefinition pipeline;
    private final String run;
    private final SoleraStreams streams;
    private final ServiceFailure failure;
    private final SnapshotCodec codec;
    private final SnapshotSets sets;
    private Optional<SourceNote> source = Optional.empty();
    private Optional<List<Snapshot>> untold = Optional.empty();
    private Optional<Thread> thread = Optional.empty();

    /** @param failure told where the topics cannot be followed */
    public TopicSnapshots(PipelineDefinition pipeline, String run, SoleraStreams streams, ServiceFailure failure) {
        this.pipeline = pipeline;
        this.run = run;
        this.streams = streams;
        this.failure = failure;
        this.codec = new SnapshotCodec(pipeline);
        this.sets = new SnapshotSets(pipeline);
    }

    @Override
    public synchronized void listen(Consumer<StackSnapshot> listener) {
        Thread telling = new Thread(failure.guarded(() -> follow(listener)), "gateway-snapshots");
        telling.setDaemon(true);
        thread = Optional.of(telling);
        telling.start();
    }

    /** It may wait for the broker for long. */
    private void follow(Consumer<StackSnapshot> listener) {
        try (var notes = SourceNote.follow("gateway-source", streams.control(), this::take);
                var parameters = streams.parametersFromBeginning("gateway", this::take)) {
            while (true) {
                listener.accept(next());
            }
        } catch (InterruptedException | InterruptException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void take(SourceNote note) {
        source = Optional.of(note);
        notifyAll();
    }

    private synchronized void take(Document document, int module) {
        sets.accept(codec.decode(module, document.bytes()), document.slot()).ifPresent(set -> {
            untold = Optional.of(set);
            notifyAll();
        });
    }

    private synchronized StackSnapshot next() throws InterruptedException {
        while (untold.isEmpty() || input().isEmpty()) {
            wait();
        }
        List<Snapshot> set = untold.orElseThrow();
        untold = Optional.empty();
        LongSummaryStatistics samples =
                set.stream().mapToLong(Snapshot::samples).summaryStatistics();
        return new StackSnapshot(
                pipeline.flow().isLossless() ? samples.getMax() : samples.getMin(),
                samples.getMin(),
                run,
                Identity.of(pipeline),
                input().orElseThrow(),
                source.map(SourceNote::classes).orElseThrow(),
                set.stream().map(this::module).toList(),
                Map.of());
    }

    /** The input as it is once ingest has told what the recordings decide. */
    private Optional<InputDefinition> input() {
        if (pipeline.input() instanceof ImageInput pictures
                && pictures.normalise().isEmpty()) {
            return source.flatMap(SourceNote::pixels).map(pictures::scaledBy);
        }
        return source.map(told -> pipeline.input());
    }

    private ModuleSnapshot module(Snapshot snapshot) {
        int number = snapshot.module();
        List<Long> shape = LongStream.concat(
                        LongStream.of(1),
                        pipeline.stages().get(number - 1).shape().sizes().stream()
                                .mapToLong(Integer::longValue))
                .boxed()
                .toList();
        var reference = snapshot.reference();
        return new ModuleSnapshot(
                snapshot.parameters(),
                Optional.of(new ModuleReference(
                        shape, reference.input(pipeline, number), reference.stride(), reference.outputs())));
    }

    @Override
    public void close() {
        Optional<Thread> telling;
        synchronized (this) {
            telling = thread;
            thread = Optional.empty();
        }
        telling.ifPresent(TopicSnapshots::end);
    }

    private static void end(Thread telling) {
        telling.interrupt();
        try {
            telling.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
