package dev.solera.benchmarks.stream;

import dev.solera.activation.ActivationCodec;
import dev.solera.benchmarks.measure.LiveHeap;
import dev.solera.benchmarks.measure.RunningStack;
import dev.solera.harness.process.ChildProcess;
import dev.solera.harness.process.ProcessSettings;
import dev.solera.harness.process.RecordTap;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.standalone.broker.EmbeddedBroker;
import dev.solera.stream.RecordHeader;
import dev.solera.stream.RecordKind;
import dev.solera.stream.Topics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;

/**
 * A run that is fed from a topic of a cluster of its own, with every service as a process; somebody who believes none of them reads
 * what ingest publishes, and keeps the account.
 */
public final class StreamRun {

    private static final Duration LOOK = Duration.ofSeconds(1);
    /** No room is left between objects by a full collection, as it would be filled up with arrays that look alive. */
    private static final List<String> OPTIONS = List.of("-XX:+UseSerialGC", "-XX:MarkSweepDeadRatio=0", "-Xmx512m");

    private static final int TENTH = 10;
    private static final int SHUFFLE = 1000;

    private final PipelineDefinition definition;
    private final NumberedRecords records;
    private final Path folder;
    private final Consumer<String> say;

    /**
     * @param definition of windows as long as records, in batches that they fill
     * @param count of records
     * @param folder of the run, new
     * @param say told how far it has come, a line each
     */
    public StreamRun(PipelineDefinition definition, int count, Path folder, Consumer<String> say) {
        if (count < TENTH * definition.batch() || count % definition.batch() != 0) {
            throw new IllegalArgumentException("--records is %d; allowed: a multiple of %d, the batch, from %d on"
                    .formatted(count, definition.batch(), TENTH * definition.batch()));
        }
        this.definition = definition;
        this.records = new NumberedRecords("numbered", count, definition.audio().window());
        this.folder = folder;
        this.say = say;
    }

    /** @throws IllegalStateException where a process ends, or a service fails */
    public StreamReport run() throws IOException, InterruptedException, ExecutionException {
        try (EmbeddedBroker source = EmbeddedBroker.start(folder.resolve("source"))) {
            records.produce(source.bootstrapServers());
            say.accept("%,d records are in the topic".formatted(records.count()));
            return watch(source.bootstrapServers());
        }
    }

    private StreamReport watch(String source) throws IOException, InterruptedException {
        StreamAccount account = new StreamAccount(records.count());
        ActivationCodec codec = ActivationCodec.of(definition, 0);
        var fed = new TopicPartition(new Topics(definition.pipeline()).activations(0), 0);
        long begin = System.nanoTime();
        Optional<Map<String, Long>> early = Optional.empty();
        try (RunningStack running = new RunningStack(processes(source));
                RecordTap tap = new RecordTap("solera-account", running.stack().servers(), List.of(fed), record -> {
                    if (RecordHeader.read(record.headers()).kind() == RecordKind.ACTIVATIONS) {
                        account.add(codec.decode(record.value()));
                    }
                })) {
            long trained = 0;
            while (trained < records.count()) {
                Thread.sleep(LOOK.toMillis());
                tap.requireAlive();
                running.requireSound();
                trained = running.steps().everywhere() * definition.batch();
                if (early.isEmpty() && trained >= records.count() / TENTH) {
                    early = Optional.of(liveHeaps(running));
                }
            }
            double seconds = (System.nanoTime() - begin) * 1e-9;
            return new StreamReport(
                    records.count(),
                    trained,
                    account.lost(),
                    account.twice(),
                    account.unknown(),
                    seconds,
                    early.orElseThrow(),
                    liveHeaps(running));
        }
    }

    /** No record of the run is deleted before the account has it: without checkpoints nobody knows what is needless. */
    private ProcessSettings processes(String source) {
        return new ProcessSettings(
                definition,
                "stream",
                Map.of(),
                Map.of(
                        "solera.ingest.source",
                        "kafka:" + records.topic(),
                        "solera.ingest.held-out",
                        "none",
                        "solera.ingest.stream.kafka.bootstrap-servers",
                        source,
                        "solera.ingest.stream.values",
                        "int16",
                        "solera.ingest.stream.shuffle",
                        SHUFFLE,
                        "solera.ingest.stream.until",
                        "end"),
                Map.of("solera.module.checkpoint.steps", Integer.MAX_VALUE),
                Set.of(),
                OPTIONS,
                Map.of(),
                folder.resolve("run"));
    }

    private static Map<String, Long> liveHeaps(RunningStack running) throws IOException, InterruptedException {
        Map<String, Long> live = new LinkedHashMap<>();
        for (ChildProcess process : running.stack().processes()) {
            live.put(process.name(), LiveHeap.bytes(process.pid()));
        }
        return live;
    }
}
