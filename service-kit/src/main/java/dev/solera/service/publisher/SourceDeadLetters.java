package dev.solera.service.publisher;

import dev.solera.service.broker.ByteProducer;
import dev.solera.service.broker.KafkaClients;
import dev.solera.stream.StreamHeaders;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The topic that tells which records of a topic that ingest feeds from cannot be read: key, position and cause, not the value.
 * What is in it may be personal, and stays where whoever put it there can delete it.
 */
public final class SourceDeadLetters implements AutoCloseable {

    public static final String CAUSE = "solera-cause";
    public static final String TOPIC = "solera-source-topic";
    public static final String PARTITION = "solera-source-partition";
    public static final String OFFSET = "solera-source-offset";

    private static final Logger LOG = LoggerFactory.getLogger(SourceDeadLetters.class);

    private final String topic;
    private final String run;
    private final ByteProducer producer;

    /** @param name of the service */
    public SourceDeadLetters(String name, String topic, String run, KafkaClients clients) {
        this.topic = topic;
        this.run = run;
        this.producer =
                clients.producer("solera-" + name + "-source-dead-letters", Map.of(ProducerConfig.ACKS_CONFIG, "all"));
    }

    /** Returns once the letter is safe, however long the broker is away. */
    public void put(ConsumerRecord<byte[], byte[]> record, String cause) throws InterruptedException {
        LOG.warn(
                "record cannot be read topic={} partition={} offset={} cause=\"{}\"",
                record.topic(),
                record.partition(),
                record.offset(),
                cause);
        var letter = new ProducerRecord<byte[], byte[]>(topic, 0, record.key(), null);
        StreamHeaders.put(letter.headers(), StreamHeaders.RUN, run);
        StreamHeaders.put(letter.headers(), CAUSE, cause);
        StreamHeaders.put(letter.headers(), TOPIC, record.topic());
        StreamHeaders.put(letter.headers(), PARTITION, record.partition());
        StreamHeaders.put(letter.headers(), OFFSET, record.offset());
        producer.deliver(letter);
    }

    @Override
    public void close() {
        producer.close();
    }
}
