package dev.solera.service;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.ProducerRecord;
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

    ByteProducer(DefaultKafkaProducerFactory<byte[], byte[]> factory) {
        this.factory = factory;
        factory.setPhysicalCloseTimeout((int) LAST_RECORDS.toSeconds());
        template = new KafkaTemplate<>(factory);
        template.setProducerListener(new ProducerListener<>() {});
    }

    CompletableFuture<SendResult<byte[], byte[]>> send(ProducerRecord<byte[], byte[]> record) {
        return template.send(record);
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
