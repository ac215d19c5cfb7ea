package dev.solera.benchmarks.measure;

import dev.solera.stream.TelemetryCodec;
import dev.solera.stream.TelemetryEvent;
import dev.solera.stream.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Hears what the services of a run tell, from its beginning, on a thread of its own. */
public final class TelemetryTap implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(200);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final TopicPartition telemetry;
    private final Consumer<TelemetryEvent> listener;
    private final Thread thread = new Thread(this::work, "telemetry-tap");
    private volatile boolean closed;
    private volatile RuntimeException failure;

    public TelemetryTap(String pipeline, String servers, Consumer<TelemetryEvent> listener) {
        this.listener = listener;
        this.telemetry = new TopicPartition(new Topics(pipeline).telemetry(), 0);
        this.consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, servers,
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest",
                        ConsumerConfig.CLIENT_ID_CONFIG, "solera-benchmark-tap"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        thread.setDaemon(true);
        thread.start();
    }

    private void work() {
        try (consumer) {
            consumer.assign(List.of(telemetry));
            while (!closed) {
                consumer.poll(POLL)
                        .forEach(record -> TelemetryCodec.decode(record.value()).ifPresent(listener));
            }
        } catch (RuntimeException e) {
            failure = e;
        }
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
