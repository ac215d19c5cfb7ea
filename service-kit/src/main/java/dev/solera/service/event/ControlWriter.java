package dev.solera.service.event;

import dev.solera.service.broker.ByteProducer;
import dev.solera.service.broker.KafkaClients;
import dev.solera.service.broker.PublishFailedException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.springframework.kafka.KafkaException;

/** Whoever sets keys of the control topic: one connection for all of them, another one only after a failure. */
public final class ControlWriter implements AutoCloseable {

    private final TopicPartition topic;
    private final String run;
    private final KafkaClients clients;
    private Optional<ByteProducer> producer = Optional.empty();
    private boolean closed;

    ControlWriter(TopicPartition topic, String run, KafkaClients clients) {
        this.topic = topic;
        this.run = run;
        this.clients = clients;
    }

    /**
     * Sets one of the run's keys; returns once the text is acknowledged.
     *
     * @throws PublishFailedException if it cannot be delivered
     */
    public void put(String key, String word) throws InterruptedException {
        ByteProducer mine = producer();
        try {
            mine.send(new ProducerRecord<>(topic.topic(), topic.partition(), bytes(run + "/" + key), bytes(word)))
                    .get();
        } catch (ExecutionException | KafkaException e) {
            drop();
            Throwable root = e.getCause() == null ? e : e.getCause();
            throw new PublishFailedException(
                    "%s: key %s was not delivered: %s".formatted(topic, key, root.getMessage()), e);
        }
    }

    private synchronized ByteProducer producer() {
        if (closed) {
            throw new IllegalStateException("the writer is closed");
        }
        if (producer.isEmpty()) {
            producer = Optional.of(clients.producer("solera-control-out", Map.of(ProducerConfig.ACKS_CONFIG, "all")));
        }
        return producer.get();
    }

    private synchronized void drop() {
        producer.ifPresent(ByteProducer::close);
        producer = Optional.empty();
    }

    @Override
    public synchronized void close() {
        closed = true;
        drop();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
