package dev.solera.service.consumer;

import dev.solera.activation.MalformedRecordException;
import dev.solera.service.broker.KafkaClients;
import dev.solera.stream.RecordHeader;
import dev.solera.stream.RecordKind;
import dev.solera.stream.StreamHeaders;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Finds out how far a run has got in an activation topic, from the last record of every partition. */
public final class TopicEnds {

    private static final Duration POLL = Duration.ofMillis(200);

    private final Origin origin;
    private final KafkaClients clients;

    public TopicEnds(Origin origin, KafkaClients clients) {
        this.origin = origin;
        this.clients = clients;
    }

    /**
     * Where a run stands in a partition.
     *
     * @param next the first missing sequence
     * @param sourcePosition where ingest stood behind the last record, where it feeds from a topic
     */
    public record End(long next, Optional<String> sourcePosition) {

        private static final End NONE = new End(0, Optional.empty());
    }

    /** By partition. */
    public List<End> of(String topic, int partitions) {
        List<End> ends = new ArrayList<>();
        var factory = clients.consumers(
                "solera-ends-" + topic,
                Map.of(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest", ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1));
        try (Consumer<byte[], byte[]> consumer = factory.createConsumer()) {
            for (int p = 0; p < partitions; p++) {
                ends.add(of(consumer, new TopicPartition(topic, p)));
            }
        }
        return ends;
    }

    /** The last readable record decides; if it is of another run, this run has nothing here. */
    private End of(Consumer<byte[], byte[]> consumer, TopicPartition partition) {
        consumer.assign(List.of(partition));
        long begin = consumer.beginningOffsets(List.of(partition)).get(partition);
        long end = consumer.endOffsets(List.of(partition)).get(partition);
        for (long offset = end - 1; offset >= begin; offset--) {
            ConsumerRecord<byte[], byte[]> record = record(consumer, partition, offset);
            Optional<RecordHeader> header = header(record);
            if (header.isPresent() && !header.get().run().equals(origin.run())) {
                return End.NONE;
            }
            if (header.isPresent()) {
                origin.requireIdentity(record);
                return new End(after(header.get()), StreamHeaders.sourcePosition(record.headers()));
            }
        }
        return End.NONE;
    }

    private static ConsumerRecord<byte[], byte[]> record(
            Consumer<byte[], byte[]> consumer, TopicPartition partition, long offset) {
        consumer.seek(partition, offset);
        while (true) {
            List<ConsumerRecord<byte[], byte[]>> records = consumer.poll(POLL).records(partition);
            if (!records.isEmpty()) {
                return records.get(0);
            }
        }
    }

    private static Optional<RecordHeader> header(ConsumerRecord<byte[], byte[]> record) {
        try {
            return StreamHeaders.run(record.headers()).map(run -> RecordHeader.read(record.headers()));
        } catch (MalformedRecordException e) {
            return Optional.empty();
        }
    }

    /** An end record counts the sequences before it. */
    private static long after(RecordHeader last) {
        return last.kind() == RecordKind.END ? last.firstSequence() : last.lastSequence() + 1;
    }
}
