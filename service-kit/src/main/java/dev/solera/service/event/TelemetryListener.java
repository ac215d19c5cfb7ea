package dev.solera.service.event;

import dev.solera.activation.MalformedRecordException;
import dev.solera.service.broker.KafkaClients;
import dev.solera.stream.TelemetryCodec;
import dev.solera.stream.TelemetryEvent;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.listener.BatchConsumerAwareMessageListener;
import org.springframework.kafka.listener.KafkaMessageListenerContainer;
import org.springframework.kafka.support.TopicPartitionOffset;
import org.springframework.kafka.support.TopicPartitionOffset.SeekPosition;

/**
 * Hands the telemetry of one run to a handler from the oldest event that is still there, on its own thread. Events of one topic
 * arrive in order; there is no order between topics.
 */
public final class TelemetryListener implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TelemetryListener.class);

    private final String run;
    private final Consumer<TelemetryEvent> handler;
    private final KafkaMessageListenerContainer<byte[], byte[]> container;
    private final Pause pause;
    private boolean unreadableSaid;

    /** Waits when all is read that there was, so that what comes meanwhile is read together. */
    @FunctionalInterface
    public interface Pause {

        /** Reads what comes as it comes. */
        Pause NONE = () -> {};

        void await() throws InterruptedException;
    }

    public TelemetryListener(
            String name,
            List<String> topics,
            String run,
            KafkaClients clients,
            Pause pause,
            Consumer<TelemetryEvent> handler) {
        this.run = run;
        this.handler = handler;
        this.pause = pause;
        container = clients.follow(
                "solera-" + name + "-telemetry-in",
                (BatchConsumerAwareMessageListener<byte[], byte[]>) this::onMessages,
                topics.stream()
                        .map(topic -> new TopicPartitionOffset(topic, 0, SeekPosition.BEGINNING))
                        .toArray(TopicPartitionOffset[]::new));
    }

    private void onMessages(
            List<ConsumerRecord<byte[], byte[]>> events, org.apache.kafka.clients.consumer.Consumer<?, ?> consumer) {
        events.forEach(this::onMessage);
        boolean all = consumer.assignment().stream()
                .allMatch(partition -> consumer.currentLag(partition).orElse(0) == 0);
        if (all) {
            try {
                pause.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void onMessage(ConsumerRecord<byte[], byte[]> event) {
        try {
            TelemetryCodec.decode(event.value() == null ? new byte[0] : event.value())
                    .filter(e -> run.equals(e.run()))
                    .ifPresent(this::handle);
        } catch (MalformedRecordException e) {
            if (!unreadableSaid) {
                LOG.warn(
                        "telemetry event ignored topic={} offset={} cause={}",
                        event.topic(),
                        event.offset(),
                        e.getMessage());
            }
            unreadableSaid = true;
        }
    }

    private void handle(TelemetryEvent event) {
        try {
            handler.accept(event);
        } catch (RuntimeException e) {
            LOG.error("telemetry handler failed type={}", event.getClass().getSimpleName(), e);
        }
    }

    @Override
    public void close() {
        container.stop();
    }
}
