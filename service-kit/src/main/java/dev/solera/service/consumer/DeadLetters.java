package dev.solera.service.consumer;

import dev.solera.pipeline.PipelineDefinition;
import dev.solera.service.broker.ByteProducer;
import dev.solera.service.broker.KafkaClients;
import dev.solera.stream.RecordLimits;
import dev.solera.stream.Topics;
import java.nio.ByteBuffer;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.utils.Utils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.core.KafkaOperations;
import org.springframework.kafka.listener.DeadLetterPublishingRecoverer;

/** Copies unreadable records to the dead-letter topic, with the cause and their original position in the headers. */
final class DeadLetters implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);

    private final ByteProducer producer;
    private final DeadLetterPublishingRecoverer recoverer;

    /** Creates dead letters; waits for a broker that is away, as otherwise the record would be lost without a trace. */
    private static final class Patient extends DeadLetterPublishingRecoverer {

        private final ByteProducer producer;

        Patient(ByteProducer producer, String topic) {
            super(producer.template(), (record, failure) -> new TopicPartition(topic, record.partition()));
            this.producer = producer;
        }

        @Override
        protected void publish(
                ProducerRecord<Object, Object> letter,
                KafkaOperations<Object, Object> template,
                ConsumerRecord<?, ?> record) {
            try {
                producer.deliver(new ProducerRecord<>(
                        letter.topic(),
                        letter.partition(),
                        letter.timestamp(),
                        (byte[]) letter.key(),
                        Utils.toNullableArray((ByteBuffer) letter.value()),
                        letter.headers()));
            } catch (InterruptedException e) {
                throw new InterruptException(e);
            }
        }
    }

    DeadLetters(String name, PipelineDefinition definition, int depth, KafkaClients clients) {
        String topic = new Topics(definition.pipeline()).deadLetters(depth);
        int largest = 2 * RecordLimits.of(definition, depth).batchBytes();
        producer = clients.producer(
                "solera-" + name + "-dead-letters", Map.of(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, largest));
        recoverer = new Patient(producer, topic);
        recoverer.excludeHeader(DeadLetterPublishingRecoverer.HeaderNames.HeadersToAdd.EX_STACKTRACE);
    }

    /** Returns once the record is acknowledged on the dead-letter topic. */
    void put(ConsumerRecord<byte[], ByteBuffer> record, RuntimeException cause) {
        LOG.warn(
                "record cannot be read topic={} partition={} offset={} cause={}",
                record.topic(),
                record.partition(),
                record.offset(),
                cause.getMessage());
        recoverer.accept(record, null, cause);
    }

    @Override
    public void close() {
        producer.close();
    }
}
