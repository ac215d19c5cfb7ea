package dev.solera.service.broker;

import dev.solera.service.lifecycle.ServiceFailure;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.KafkaException;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.support.ProducerListener;
import org.springframework.kafka.support.SendResult;

/** A producer of byte records with a single owner, to whom it reports its failures; it logs none of them. */
public final class ByteProducer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ByteProducer.class);

    /** How long records in flight may still arrive after closing. */
    private static final Duration LAST_RECORDS = Duration.ofSeconds(5);

    private static final Duration RETRY = Duration.ofSeconds(1);

    private final DefaultKafkaProducerFactory<byte[], byte[]> factory;
    private final KafkaTemplate<byte[], byte[]> template;
    private final ServiceFailure failure;
    private volatile Producer<byte[], byte[]> made;
    private volatile boolean closed;

    /** @param failure told of errors in callbacks, which run on Kafka's thread */
    ByteProducer(DefaultKafkaProducerFactory<byte[], byte[]> factory, ServiceFailure failure) {
        this.factory = factory;
        this.failure = failure;
        factory.setPhysicalCloseTimeout((int) LAST_RECORDS.toSeconds());
        factory.addPostProcessor(producer -> made = producer);
        template = new KafkaTemplate<>(factory);
        template.setProducerListener(new ProducerListener<>() {});
    }

    public CompletableFuture<SendResult<byte[], byte[]>> send(ProducerRecord<byte[], byte[]> record) {
        return template.send(record);
    }

    /**
     * Sends a record after those sent before: if one of them is lost, this one is not delivered either. Kafka's own
     * producer, idempotent or not, gives up on a record and continues with the next, even while it closes. It is
     * therefore closed from within the callback, which its sending thread runs before anything else. All later sends
     * fail.
     *
     * @param delivered told where the record is
     * @param lost told why it is not delivered, before any send fails for it
     */
    public void sendInOrder(
            ProducerRecord<byte[], byte[]> record, Consumer<RecordMetadata> delivered, Consumer<Throwable> lost) {
        template.send(record)
                .whenComplete((sent, cause) -> failure.guarded(() -> {
                            if (cause == null) {
                                delivered.accept(sent.getRecordMetadata());
                            } else {
                                lost.accept(cause);
                                made.close(Duration.ZERO);
                            }
                        })
                        .run());
    }

    /**
     * Sends a record, retrying while the broker is away, and returns once it is delivered. It may arrive twice, if the
     * broker stored it but could not acknowledge it.
     *
     * @throws PublishFailedException where the broker refuses it, or this producer is closed
     */
    public void deliver(ProducerRecord<byte[], byte[]> record) throws InterruptedException {
        boolean said = false;
        while (!closed) { // the factory would make another producer, which nobody closes
            try {
                template.send(record).get();
                return;
            } catch (ExecutionException | KafkaException e) {
                if (closed || !PassingFailure.is(e)) {
                    throw new PublishFailedException(
                            "%s: a record was not delivered: %s".formatted(record.topic(), e.getMessage()), e);
                }
                if (!said) {
                    LOG.info("waiting for broker topic={} cause=\"{}\"", record.topic(), e.getMessage());
                }
                said = true;
            }
            Thread.sleep(RETRY.toMillis());
        }
        throw new PublishFailedException(
                "%s: a record was not delivered: its producer is closed".formatted(record.topic()));
    }

    public void flush() {
        template.flush();
    }

    public KafkaTemplate<byte[], byte[]> template() {
        return template;
    }

    @Override
    public void close() {
        closed = true;
        factory.destroy();
    }
}
