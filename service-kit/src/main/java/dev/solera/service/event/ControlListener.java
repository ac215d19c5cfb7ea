package dev.solera.service.event;

import dev.solera.service.broker.KafkaClients;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.springframework.kafka.listener.KafkaMessageListenerContainer;
import org.springframework.kafka.listener.MessageListener;
import org.springframework.kafka.support.TopicPartitionOffset;

/** Hands what comes on the control topic to a handler, on a thread of its own. */
public final class ControlListener implements AutoCloseable {

    private final KafkaMessageListenerContainer<byte[], byte[]> container;

    /**
     * @param name of the service
     * @param next offset of the first record that is wanted
     */
    ControlListener(
            String name,
            TopicPartition topic,
            long next,
            KafkaClients clients,
            Consumer<ConsumerRecord<byte[], byte[]>> handler) {
        container = clients.follow(
                "solera-" + name + "-control-in",
                (MessageListener<byte[], byte[]>) handler::accept,
                new TopicPartitionOffset(topic.topic(), topic.partition(), next));
    }

    @Override
    public void close() {
        container.stop();
    }
}
