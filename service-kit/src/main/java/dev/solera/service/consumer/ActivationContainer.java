package dev.solera.service.consumer;

import dev.solera.service.broker.KafkaClients;
import dev.solera.stream.BrokenStreamException;
import dev.solera.stream.PartitionPosition;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.springframework.kafka.event.ConsumerStoppedEvent;
import org.springframework.kafka.listener.CommonErrorHandler;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.MessageListener;
import org.springframework.kafka.listener.MessageListenerContainer;
import org.springframework.kafka.support.TopicPartitionOffset;
import org.springframework.kafka.support.TopicPartitionOffset.SeekPosition;

/**
 * Reads the assigned partitions of one activation topic, each on a thread of its own. The first error ends it, as
 * nothing that follows may be handed out.
 */
final class ActivationContainer implements AutoCloseable {

    private final String topic;
    private final Handler handler;
    private final ConcurrentMessageListenerContainer<byte[], ByteBuffer> container;

    /** Receives the records. */
    interface Handler {

        /** Called on the partition's thread; waiting here delays no other partition. */
        void read(ConsumerRecord<byte[], ByteBuffer> record) throws InterruptedException;

        /** The stream cannot continue. */
        void fail(BrokenStreamException cause);
    }

    /**
     * @param id of the clients and threads
     * @param from where to begin, by partition
     * @param largestBatch of the topic, bytes
     * @param jump whether to continue at the oldest record if the wanted one is gone
     */
    ActivationContainer(
            String id,
            String topic,
            List<PartitionPosition> from,
            int largestBatch,
            boolean jump,
            KafkaClients clients,
            Handler handler) {
        this.topic = topic;
        this.handler = handler;
        var properties = new ContainerProperties(offsets(from));
        properties.setAckMode(ContainerProperties.AckMode.MANUAL);
        properties.setMessageListener((MessageListener<byte[], ByteBuffer>) this::onMessage);
        properties.setListenerTaskExecutor(clients.listenerThreads(id));
        Map<String, Object> settings = Map.of(
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                jump ? "earliest" : "none",
                ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
                largestBatch,
                ConsumerConfig.FETCH_MAX_BYTES_CONFIG,
                largestBatch,
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                1);
        container = new ConcurrentMessageListenerContainer<>(clients.measuredViewers(id, settings), properties);
        container.setBeanName(id);
        container.setConcurrency(from.size());
        container.setCommonErrorHandler(new Stop());
        container.setApplicationEventPublisher(this::onEvent);
    }

    private TopicPartitionOffset[] offsets(List<PartitionPosition> from) {
        TopicPartitionOffset[] offsets = new TopicPartitionOffset[from.size()];
        for (int p = 0; p < offsets.length; p++) {
            long offset = from.get(p).offset();
            if (offset == PartitionPosition.EARLIEST) {
                offsets[p] = new TopicPartitionOffset(topic, p, SeekPosition.BEGINNING);
            } else if (offset == PartitionPosition.LATEST) {
                offsets[p] = new TopicPartitionOffset(topic, p, SeekPosition.END);
            } else {
                offsets[p] = new TopicPartitionOffset(topic, p, offset);
            }
        }
        return offsets;
    }

    void start() {
        container.start();
    }

    @Override
    public void close() {
        container.stop();
    }

    private void onMessage(ConsumerRecord<byte[], ByteBuffer> record) {
        try {
            handler.read(record);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Failures that end a consumer without reaching its error handler: refused credentials, missing rights. Errors are
     * reported by the thread.
     */
    private void onEvent(Object event) {
        if (event instanceof ConsumerStoppedEvent stopped
                && stopped.getReason() != ConsumerStoppedEvent.Reason.NORMAL
                && stopped.getReason() != ConsumerStoppedEvent.Reason.ERROR) {
            handler.fail(
                    new BrokenStreamException("%s: consumer stopped, reason=%s".formatted(topic, stopped.getReason())));
        }
    }

    private BrokenStreamException failure(Throwable cause) {
        if (cause instanceof BrokenStreamException broken) {
            return broken;
        }
        if (cause instanceof InvalidOffsetException gone) {
            return new BrokenStreamException(
                    "position in %s is gone: its records were deleted or never there; allowed: a checkpoint of the same topic"
                            .formatted(gone.partitions()),
                    gone);
        }
        return new BrokenStreamException(topic + ": cannot be read: " + cause.getMessage(), cause);
    }

    private final class Stop implements CommonErrorHandler {

        @Override
        public boolean handleOne(
                Exception thrown,
                ConsumerRecord<?, ?> record,
                Consumer<?, ?> consumer,
                MessageListenerContainer failing) {
            stop(thrown, failing);
            return true;
        }

        @Override
        public void handleOtherException(
                Exception thrown, Consumer<?, ?> consumer, MessageListenerContainer failing, boolean batch) {
            stop(thrown, failing);
        }

        private void stop(Exception thrown, MessageListenerContainer failing) {
            Throwable cause = thrown.getCause() == null ? thrown : thrown.getCause();
            handler.fail(failure(cause));
            failing.stop(() -> {});
        }
    }
}
