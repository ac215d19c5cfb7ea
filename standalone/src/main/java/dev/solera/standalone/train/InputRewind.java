package dev.solera.standalone.train;

import dev.solera.checkpoint.Checkpoint;
import dev.solera.checkpoint.CheckpointStore;
import dev.solera.checkpoint.FolderCheckpoints;
import dev.solera.checkpoint.InputPosition;
import dev.solera.checkpoint.InvalidCheckpointException;
import dev.solera.checkpoint.Provenance;
import dev.solera.pipeline.Identity;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.standalone.report.RunFolder;
import dev.solera.stream.RecordHeader;
import dev.solera.stream.RecordKind;
import dev.solera.stream.Topics;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes back what ingest published and the first module has in no checkpoint: ingest then reads it from the recordings once
 * more, which may have been mended since the run failed. Where they were not, the same samples come again.
 *
 * <p>Kafka cannot take a record back, so that a new one is put behind them, which skips a sample that was taken already and so
 * changes nothing but the place to go on from: ingest looks for the last record, and the module's new checkpoint points at it.
 * Died in between, a run is as it was or fails as before; doing it again does no harm.
 */
final class InputRewind {

    private static final Logger LOG = LoggerFactory.getLogger(InputRewind.class);

    /** As many as a module keeps. */
    private static final int CHECKPOINTS = 2;

    /** All that is there, as {@code deleteRecords} says it. */
    private static final long EVERYTHING = -1;

    private final String topic;
    private final String identity;
    private final CheckpointStore store;
    private final String servers;

    /** @param servers where the broker answers; no service runs yet */
    InputRewind(PipelineDefinition definition, RunFolder folder, String servers) {
        this.topic = new Topics(definition.pipeline()).activations(0);
        this.identity = Identity.of(definition);
        this.store = new FolderCheckpoints(
                folder.checkpoints().resolve(Services.RUN).resolve(Services.module(1)),
                new Provenance(Services.RUN, definition, 1, 0, 0),
                CHECKPOINTS);
        this.servers = servers;
    }

    /** @throws IllegalStateException where the broker or the checkpoint does not let it */
    void rewind() throws IOException, InterruptedException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
            if (!admin.listTopics().names().get().contains(topic)) {
                return;
            }
            Optional<Checkpoint> newest = store.newest();
            if (newest.isEmpty()) {
                int partitions = admin.describeTopics(List.of(topic))
                        .allTopicNames()
                        .get()
                        .get(topic)
                        .partitions()
                        .size();
                empty(admin, partitions);
            } else if (newest.get().positions().stream().noneMatch(InputPosition::ended)) {
                rewind(admin, newest.get());
            }
        } catch (ExecutionException | InvalidCheckpointException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    private void empty(Admin admin, int partitions) throws ExecutionException, InterruptedException {
        Map<TopicPartition, RecordsToDelete> all = new HashMap<>();
        for (int p = 0; p < partitions; p++) {
            all.put(new TopicPartition(topic, p), RecordsToDelete.beforeOffset(EVERYTHING));
        }
        admin.deleteRecords(all).all().get();
        LOG.info("input taken back to=beginning");
    }

    private void rewind(Admin admin, Checkpoint checkpoint)
            throws IOException, ExecutionException, InterruptedException {
        List<InputPosition> positions = new ArrayList<>();
        Map<TopicPartition, RecordsToDelete> untouched = new HashMap<>();
        try (var producer = new KafkaProducer<>(
                Map.<String, Object>of("bootstrap.servers", servers, "acks", "all"),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (InputPosition position : checkpoint.positions()) {
                int partition = positions.size();
                if (position.offset() == InputPosition.BEGINNING) {
                    untouched.put(new TopicPartition(topic, partition), RecordsToDelete.beforeOffset(EVERYTHING));
                    positions.add(position);
                } else {
                    long offset = producer.send(mark(partition, position.sequences() - 1))
                            .get()
                            .offset();
                    positions.add(new InputPosition(offset, position.samples(), position.skipped(), false));
                }
            }
        }
        store.write(store.acquire(), new Checkpoint(checkpoint.provenance(), checkpoint.state(), positions));
        if (!untouched.isEmpty()) {
            admin.deleteRecords(untouched).all().get();
        }
        LOG.info("input taken back to={}", positions);
    }

    private ProducerRecord<byte[], byte[]> mark(int partition, long taken) {
        ProducerRecord<byte[], byte[]> mark = new ProducerRecord<>(topic, partition, null, new byte[0]);
        new RecordHeader(Services.RUN, identity, RecordKind.SKIP, taken, taken, 0).write(mark.headers());
        return mark;
    }
}
