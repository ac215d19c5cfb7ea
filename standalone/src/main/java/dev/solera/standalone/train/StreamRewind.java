package dev.solera.standalone.train;

import dev.solera.checkpoint.Checkpoint;
import dev.solera.checkpoint.CheckpointStore;
import dev.solera.checkpoint.FolderCheckpoints;
import dev.solera.checkpoint.InputPosition;
import dev.solera.checkpoint.InvalidCheckpointException;
import dev.solera.checkpoint.Provenance;
import dev.solera.pipeline.Identity;
import dev.solera.pipeline.ModuleRange;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.standalone.report.RunFolder;
import dev.solera.stream.RecordHeader;
import dev.solera.stream.RecordKind;
import dev.solera.stream.StreamCounts;
import dev.solera.stream.TelemetryCodec;
import dev.solera.stream.TelemetryEvent;
import dev.solera.stream.Topics;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a run that failed back to where no module has learned from what made it fail. Ingest then reads the recordings from
 * there once more, which may have been mended since, and every module makes of them anew what it hands on. Where they were not
 * mended, the same samples come again.
 *
 * <p>The last module goes on from its newest checkpoint, every other one from its newest that has no more behind it than the
 * next one downstream goes on from: whichever failed, it failed behind that. Modules keep such checkpoints for each other. All
 * that a topic holds comes again, and is not to be read as it was.
 *
 * <p>Where samples may be passed over, modules keep none for each other, and each goes on from its newest. What one has handed on
 * does not come again then, and is left for the next one to read: only what ingest publishes is taken back.
 *
 * <p>Kafka cannot take a record back, so that a new one is put behind them, which skips a sample that was taken already and so
 * changes nothing but the place to go on from: the reader's new checkpoint points at it, and ingest looks for the last record.
 * If the process dies in between, the run is as it was or fails as before; doing it again does no harm.
 */
final class StreamRewind {

    private static final Logger LOG = LoggerFactory.getLogger(StreamRewind.class);

    /** None behind the one that is resumed from. */
    private static final int CHECKPOINTS = 1;

    /** All that is there, as {@code deleteRecords} says it. */
    private static final long EVERYTHING = -1;

    private final PipelineDefinition definition;
    private final Topics topics;
    private final RunFolder folder;
    private final String servers;

    /** @param servers where the broker answers; no service runs yet */
    StreamRewind(PipelineDefinition definition, RunFolder folder, String servers) {
        this.definition = definition;
        this.topics = new Topics(definition.pipeline());
        this.folder = folder;
        this.servers = servers;
    }

    /** @throws IllegalStateException where the broker or a checkpoint does not let it */
    void rewind() throws IOException, InterruptedException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers));
                var producer = new KafkaProducer<>(
                        Map.<String, Object>of("bootstrap.servers", servers, "acks", "all"),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            if (!admin.listTopics().names().get().contains(topics.activations(0))) {
                return;
            }
            long downstream = Long.MAX_VALUE;
            for (ModuleRange modules : takenBack()) {
                downstream = rewind(modules, downstream, admin, producer);
                if (modules.first() > 1) {
                    tell(modules.first(), downstream, producer);
                }
            }
        } catch (ExecutionException | InvalidCheckpointException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    /** Those whose input comes again, from the last one upstream. */
    private List<ModuleRange> takenBack() {
        List<ModuleRange> services = new ArrayList<>(definition.placement().services());
        if (!definition.flow().isLossless()) {
            return services.subList(0, 1);
        }
        Collections.reverse(services);
        return services;
    }

    /**
     * @param downstream sequences behind what the next service goes on from
     * @return sequences behind what this one goes on from
     */
    private long rewind(ModuleRange modules, long downstream, Admin admin, Producer<byte[], byte[]> producer)
            throws IOException, InvalidCheckpointException, ExecutionException, InterruptedException {
        CheckpointStore store = FolderCheckpoints.of(
                folder.checkpoints(), new Provenance(Services.RUN, definition, modules), CHECKPOINTS);
        String input = topics.activations(modules.first() - 1);
        Optional<Checkpoint> from = store.newest(downstream);
        if (from.isEmpty()) {
            store.discard(store.acquire());
            admin.deleteRecords(everything(admin, input)).all().get();
            LOG.info("taken back module={} to=beginning", modules);
            return 0;
        }
        if (from.get().positions().stream().noneMatch(InputPosition::ended)) {
            rewind(input, store, from.get(), admin, producer);
        }
        return from.get().sequences();
    }

    private static Map<TopicPartition, RecordsToDelete> everything(Admin admin, String topic)
            throws ExecutionException, InterruptedException {
        Map<TopicPartition, RecordsToDelete> all = new HashMap<>();
        admin.describeTopics(List.of(topic))
                .allTopicNames()
                .get()
                .get(topic)
                .partitions()
                .forEach(partition -> all.put(
                        new TopicPartition(topic, partition.partition()), RecordsToDelete.beforeOffset(EVERYTHING)));
        return all;
    }

    private void rewind(
            String input, CheckpointStore store, Checkpoint from, Admin admin, Producer<byte[], byte[]> producer)
            throws IOException, InvalidCheckpointException, ExecutionException, InterruptedException {
        List<InputPosition> positions = new ArrayList<>();
        Map<TopicPartition, RecordsToDelete> needless = new HashMap<>();
        for (InputPosition position : from.positions()) {
            var partition = new TopicPartition(input, positions.size());
            if (position.offset() == InputPosition.BEGINNING) {
                needless.put(partition, RecordsToDelete.beforeOffset(EVERYTHING));
                positions.add(position);
            } else {
                long offset = producer.send(mark(partition, position.sequences() - 1))
                        .get()
                        .offset();
                if (!new StreamCounts(position.samples(), position.skipped()).evaluates()) {
                    needless.put(partition, RecordsToDelete.beforeOffset(offset));
                }
                positions.add(new InputPosition(offset, position.samples(), position.skipped(), false));
            }
        }
        store.write(store.acquire(), new Checkpoint(from.provenance(), from.state(), positions), Long.MAX_VALUE);
        admin.deleteRecords(needless).all().get();
        LOG.info("taken back topic={} to={}", input, positions);
    }

    private ProducerRecord<byte[], byte[]> mark(TopicPartition partition, long taken) {
        ProducerRecord<byte[], byte[]> mark =
                new ProducerRecord<>(partition.topic(), partition.partition(), null, new byte[0]);
        new RecordHeader(Services.RUN, Identity.of(definition), RecordKind.SKIP, taken, taken, 0).write(mark.headers());
        return mark;
    }

    /** What the module upstream heard before lies further on than where this one goes on now. */
    private void tell(int module, long sequences, Producer<byte[], byte[]> producer)
            throws ExecutionException, InterruptedException {
        var kept = new TelemetryEvent.Kept(Services.RUN, System.currentTimeMillis(), module, sequences);
        producer.send(TelemetryCodec.record(topics, kept)).get();
    }
}
