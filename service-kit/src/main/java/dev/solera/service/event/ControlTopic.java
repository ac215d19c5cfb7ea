package dev.solera.service.event;

import dev.solera.service.broker.KafkaClients;
import dev.solera.service.broker.PublishFailedException;
import dev.solera.stream.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The control topic as a map from keys to texts: what a service has to remember from its earlier life and cannot derive
 * from the activations. The topic is compacted, so the newest text of every key stays. Each run has its own keys.
 */
public final class ControlTopic {

    private static final Logger LOG = LoggerFactory.getLogger(ControlTopic.class);
    private static final Duration POLL = Duration.ofMillis(200);

    private final TopicPartition topic;
    private final String run;
    private final KafkaClients clients;

    public ControlTopic(Topics topics, String run, KafkaClients clients) {
        this.topic = new TopicPartition(topics.control(), 0);
        this.run = run;
        this.clients = clients;
    }

    /** The newest text of one of this run's keys; reads the whole topic. */
    public Optional<String> newest(String key) {
        Map<String, String> newest = new HashMap<>();
        read(newest::put);
        return Optional.ofNullable(newest.get(key));
    }

    /**
     * Hands a handler this run's keys with their texts: all that are there before this returns, in their order, and every later
     * one on a thread of its own until the listener is closed.
     *
     * @param name of the service
     */
    ControlListener listen(String name, BiConsumer<String, String> handler) {
        long next = readWhateverItTakes(handler);
        return new ControlListener(name, topic, next, clients, word -> handle(word, handler));
    }

    /** A broker that is away again just now is waited for: what is handed on twice is the newest both times. */
    private long readWhateverItTakes(BiConsumer<String, String> handler) {
        while (true) {
            try {
                return read(handler);
            } catch (TimeoutException e) {
                LOG.warn("control topic not read, asking again topic={} cause=\"{}\"", topic, e.getMessage());
            }
        }
    }

    /** @return the offset behind what is there */
    private long read(BiConsumer<String, String> handler) {
        var factory =
                clients.consumers("solera-control-in", Map.of(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest"));
        try (Consumer<byte[], byte[]> consumer = factory.createConsumer()) {
            consumer.assign(List.of(topic));
            consumer.seekToBeginning(List.of(topic));
            long end = consumer.endOffsets(List.of(topic)).get(topic);
            while (consumer.position(topic) < end) {
                consumer.poll(POLL).forEach(word -> handle(word, handler));
            }
            return consumer.position(topic);
        }
    }

    private void handle(ConsumerRecord<byte[], byte[]> word, BiConsumer<String, String> handler) {
        String key = word.key() == null ? "" : new String(word.key(), StandardCharsets.UTF_8);
        if (key.startsWith(run + "/") && word.value() != null) {
            handler.accept(key.substring(run.length() + 1), new String(word.value(), StandardCharsets.UTF_8));
        }
    }

    /**
     * Sets one of this run's keys; returns once the text is acknowledged.
     *
     * @throws PublishFailedException if it cannot be delivered
     */
    public void put(String key, String word) throws InterruptedException {
        try (ControlWriter writer = writer()) {
            writer.put(key, word);
        }
    }

    /** Sets keys of this run, again and again; connects with the first. */
    public ControlWriter writer() {
        return new ControlWriter(topic, run, clients);
    }
}
