package dev.solera.service.document;

import dev.solera.activation.MalformedRecordException;
import dev.solera.service.broker.KafkaClients;
import dev.solera.service.consumer.Origin;
import dev.solera.stream.Topics;
import dev.solera.stream.document.Document;
import dev.solera.stream.document.DocumentAssembly;
import dev.solera.stream.document.DocumentChunk;
import dev.solera.stream.document.DocumentHeader;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.ObjIntConsumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.listener.KafkaMessageListenerContainer;
import org.springframework.kafka.listener.MessageListener;
import org.springframework.kafka.support.TopicPartitionOffset;
import org.springframework.kafka.support.TopicPartitionOffset.SeekPosition;

/**
 * Hands every whole document with parameters of one run's modules to a handler, on a thread of its own: first those that are
 * there, then every later one; those of a module in the order in which they were published, some of them more than once. What is
 * of another run, or of another definition, or cannot be read is passed over.
 */
public final class DocumentListener implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DocumentListener.class);

    private final Origin origin;
    private final ObjIntConsumer<Document> handler;
    private final Map<String, Integer> modules = new HashMap<>();
    private final Map<String, DocumentAssembly> assemblies = new HashMap<>();
    private final KafkaMessageListenerContainer<byte[], byte[]> container;
    private boolean unreadableSaid;

    /**
     * @param name of the service
     * @param depth number of modules
     * @param handler takes a document with the module's number; one that it refuses as malformed is passed over too
     */
    public DocumentListener(
            String name,
            Topics topics,
            int depth,
            Origin origin,
            KafkaClients clients,
            ObjIntConsumer<Document> handler) {
        this.origin = origin;
        this.handler = handler;
        for (int module = 1; module <= depth; module++) {
            modules.put(topics.parameters(module), module);
            assemblies.put(topics.parameters(module), new DocumentAssembly());
        }
        container = clients.follow(
                "solera-" + name + "-parameters-in",
                (MessageListener<byte[], byte[]>) this::onMessage,
                IntStream.rangeClosed(1, depth)
                        .mapToObj(module ->
                                new TopicPartitionOffset(topics.parameters(module), 0, SeekPosition.BEGINNING))
                        .toArray(TopicPartitionOffset[]::new));
    }

    private void onMessage(ConsumerRecord<byte[], byte[]> record) {
        try {
            DocumentChunk chunk = DocumentChunk.read(record);
            if (isOurs(record, chunk.header())) {
                Optional<Document> whole = assemblies.get(record.topic()).accept(chunk);
                whole.ifPresent(document -> handler.accept(document, modules.get(record.topic())));
            }
        } catch (MalformedRecordException e) {
            warn(record, e.getMessage());
        }
    }

    private boolean isOurs(ConsumerRecord<byte[], byte[]> record, DocumentHeader header) {
        boolean ours = header.run().equals(origin.run());
        if (ours && !header.identity().equals(origin.identity())) {
            warn(
                    record,
                    "identity is %s; allowed: %s, of this definition".formatted(header.identity(), origin.identity()));
            return false;
        }
        return ours;
    }

    private void warn(ConsumerRecord<byte[], byte[]> record, String cause) {
        if (!unreadableSaid) {
            LOG.warn("parameters ignored topic={} offset={} cause=\"{}\"", record.topic(), record.offset(), cause);
        }
        unreadableSaid = true;
    }

    @Override
    public void close() {
        container.stop();
    }
}
