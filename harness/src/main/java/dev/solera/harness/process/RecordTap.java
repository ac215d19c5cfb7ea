package dev.solera.harness.process;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads partitions from their first record on, on a thread of its own, which calls the reader. It outlives brokers that go and
 * come back.
 */
public final class RecordTap implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(200);

    private final List<TopicPartition> partitions;
    private final Consumer<ConsumerRecord<byte[], byte[]>> reader;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Thread thread;
    private volatile boolean ending;
    private volatile boolean closed;
    private volatile RuntimeException failure;

    /** @param clientId of the consumer, and the thread's name */
    public RecordTap(
            String clientId,
            String servers,
            List<TopicPartition> partitions,
            Consumer<ConsumerRecord<byte[], byte[]>> reader) {
        this.partitions = List.copyOf(partitions);
        this.reader = reader;
        this.consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, servers,
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest",
                        ConsumerConfig.CLIENT_ID_CONFIG, clientId),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        this.thread = new Thread(this::work, clientId);
        thread.setDaemon(true);
        thread.start();
    }

    private void work() {
        try (consumer) {
            consumer.assign(partitions);
            while (!closed && !ending) {
                consumer.poll(POLL).forEach(reader);
            }
            Map<TopicPartition, Long> ends = closed ? Map.of() : consumer.endOffsets(partitions);
            while (!closed && isBefore(ends)) {
                consumer.poll(POLL).forEach(reader);
            }
        } catch (RuntimeException e) {
            failure = e;
        }
    }

    private boolean isBefore(Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue());
    }

    /**
     * Reads all that is there by now, whichever partition was read further than another, and nothing after it.
     *
     * @throws RuntimeException where it could not read on
     */
    public void readToTheEnd() throws InterruptedException {
        ending = true;
        thread.join();
        requireAlive();
    }

    /** @throws RuntimeException where it could not read on */
    public void requireAlive() {
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public void close() throws InterruptedException {
        closed = true;
        thread.join();
    }
}
