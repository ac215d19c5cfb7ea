package dev.solera.service;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.support.ProducerListener;
import org.springframework.kafka.support.SendResult;

/** A producer of records of bytes that is its owner's alone; its failures are the owner's to see, not the log's. */
final class ByteProducer implements AutoCloseable {

    /** How long records on the way may still arrive after closing. */
    private static final Duration LAST_RECORDS = Duration.ofSeconds(5);

    private final DefaultKafkaProducerFactory<byte[], byte[]> factory;
    private final KafkaTemplate<byte[], byte[]> template;
    private volatile Producer<byte[], byte[]> made;

    ByteProducer(DefaultKafkaProducerFactory<byte[], byte[]> factory) {
        this.factory = factory;
        factory.setPhysicalCloseTimeout((int) LAST_RECORDS.toSeconds());
        factory.addPostProcessor(producer -> made = producer);
        template = new KafkaTemplate<>(factory);
        template.setProducerListener(new ProducerListener<>() {});
    }

    CompletableFuture<SendResult<byte[], byte[]>> send(ProducerRecord<byte[], byte[]> record) {
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
    void sendInOrder(
            ProducerRecord<byte[], byte[]> record, Consumer<RecordMetadata> delivered, Consumer<Throwable> lost) {
        template.send(record).whenComplete((sent, failure) -> {
            if (failure == null) {
                delivered.accept(sent.getRecordMetadata());
            } else {
                lost.accept(failure);
                made.close(Duration.ZERO);
            }
        });
    }

    void flush() {
        template.flush();
    }

    KafkaTemplate<byte[], byte[]> template() {
        return template;
    }

    @Override
    public void close() {
        factory.destroy();
    }
}
