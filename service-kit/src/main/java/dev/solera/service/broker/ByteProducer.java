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

/** A producer of records of bytes that is its owner's alone; its failures are the owner's to see, not the log's. */
public final class ByteProducer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ByteProducer.class);

    /** How long records on the way may still arrive after closing. */
    private static final Duration LAST_RECORDS = Duration.ofSeconds(5);

    private static final Duration RETRY = Duration.ofSeconds(1);

    private final DefaultKafkaProducerFactory<byte[], byte[]> factory;
    private final KafkaTemplate<byte[], byte[]> template;
    private final ServiceFailure failure;
    private volatile Producer<byte[], byte[]> made;
    private volatile boolean closed;

    /** @param failure told what ends the work of a callback, which runs on Kafka's thread */
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
     * Sends a record behind those sent before: where one of them is lost, this one is not delivered either. Kafka's own
     * producer, idempotent or not, gives a record up and goes on to the next, in closing too; so it is ended from within the
     * callback, which its sending thread runs before it takes up anything else. All sends fail from then on.
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
     * Sends a record again and again while the broker is away, and returns when it is delivered. It may come twice: the
     * broker may have taken one whose acknowledgement it could not send.
     *
     * @throws PublishFailedException where the broker refuses it, or this producer is closed
     */
    public void deliver(ProducerRecord<byte[], byte[]> record) throws InterruptedException {
        while (!closed) { // the factory would make another producer, which nobody closes
            try {
                template.send(record).get();
                return;
            } catch (ExecutionException | KafkaException e) {
                if (closed || !PassingFailure.is(e)) {
                    throw new PublishFailedException(
                            "%s: a record was not delivered: %s".formatted(record.topic(), e.getMessage()), e);
                }
                LOG.info("waiting for broker topic={} cause=\"{}\"", record.topic(), e.getMessage());
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
