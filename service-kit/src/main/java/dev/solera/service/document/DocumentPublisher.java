package dev.solera.service.document;

import dev.solera.service.broker.ByteProducer;
import dev.solera.service.broker.KafkaClients;
import dev.solera.service.broker.PublishFailedException;
import dev.solera.service.consumer.Origin;
import dev.solera.stream.Topics;
import dev.solera.stream.document.DocumentChunk;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;

/** Publishes the parameters of a service's modules. One thread uses it at a time, and any may close it. */
public final class DocumentPublisher implements AutoCloseable {

    private final Topics topics;
    private final Origin origin;
    private final ByteProducer producer;

    /** @param name of the service */
    public DocumentPublisher(String name, Topics topics, Origin origin, KafkaClients clients) {
        this.topics = topics;
        this.origin = origin;
        this.producer =
                clients.producer("solera-" + name + "-parameters-out", Map.of(ProducerConfig.ACKS_CONFIG, "all"));
    }

    /**
     * Publishes the parameters of a module, in place of those that were in the slot; returns once all of them are acknowledged,
     * however long the broker is away.
     *
     * @param samples trained on
     * @throws PublishFailedException where the broker refuses it, or this is closed
     */
    public void deliver(int module, long samples, String slot, byte[] document) throws InterruptedException {
        for (DocumentChunk chunk : DocumentChunk.of(origin.run(), origin.identity(), samples, slot, document)) {
            producer.deliver(chunk.record(topics.parameters(module)));
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}
