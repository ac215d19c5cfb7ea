package dev.solera.standalone.chaos;

import dev.solera.activation.ActivationCodec;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.stream.RecordHeader;
import dev.solera.stream.RecordKind;
import dev.solera.stream.TelemetryCodec;
import dev.solera.stream.TelemetryEvent;
import dev.solera.stream.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads all topics of a run from their first record on, on a thread of its own: activations into the account, telemetry to a
 * listener. It outlives brokers that go and come back.
 */
final class Tap implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(200);

    private final PipelineDefinition definition;
    private final Account account;
    private final Consumer<TelemetryEvent> listener;
    private final Map<String, Integer> depths = new HashMap<>();
    private final Map<TopicPartition, Long> offsets = new HashMap<>();
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Thread thread = new Thread(this::work, "tap");
    private volatile boolean closed;
    private volatile RuntimeException failure;

    Tap(PipelineDefinition definition, String servers, Account account, Consumer<TelemetryEvent> listener) {
        this.definition = definition;
        this.account = account;
        this.listener = listener;
        Topics topics = new Topics(definition.pipeline());
        for (int depth = 0; depth <= definition.depth(); depth++) {
            depths.put(topics.activations(depth), depth);
        }
        consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, servers,
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest",
                        ConsumerConfig.CLIENT_ID_CONFIG, "solera-chaos-tap"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        thread.setDaemon(true);
        thread.start();
    }

    private void work() {
        try (consumer) {
            consumer.assign(partitions());
            consumer.seekToBeginning(consumer.assignment());
            while (!closed) {
                consumer.poll(POLL).forEach(this::read);
            }
        } catch (RuntimeException e) {
            failure = e;
        }
    }

    private List<TopicPartition> partitions() {
        List<TopicPartition> partitions = new ArrayList<>();
        partitions.add(new TopicPartition(new Topics(definition.pipeline()).telemetry(), 0));
        for (String topic : depths.keySet()) {
            for (int p = 0; p < definition.wire().partitions(); p++) {
                partitions.add(new TopicPartition(topic, p));
            }
        }
        return partitions;
    }

    private void read(ConsumerRecord<byte[], byte[]> record) {
        Integer depth = depths.get(record.topic());
        if (depth == null) {
            TelemetryCodec.decode(record.value()).ifPresent(listener);
            return;
        }
        var partition = new TopicPartition(record.topic(), record.partition());
        if (offsets.getOrDefault(partition, 0L) != record.offset()) {
            account.jumped(depth, record.partition());
        }
        offsets.put(partition, record.offset() + 1);
        RecordHeader header = RecordHeader.read(record.headers());
        if (header.kind() == RecordKind.ACTIVATIONS) {
            account.samples(
                    depth,
                    record.partition(),
                    ActivationCodec.of(definition, depth).decode(record.value()));
        } else {
            account.other(depth, record.partition(), header);
        }
    }

    /** @throws RuntimeException where it could not read on */
    void requireAlive() {
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
