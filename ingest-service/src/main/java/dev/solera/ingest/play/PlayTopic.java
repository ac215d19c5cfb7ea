package dev.solera.ingest.play;

import dev.solera.ingest.corpus.InvalidSourceException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A topic that files are played into.
 *
 * @param name its name
 * @param connection settings of the cluster, as Kafka calls them
 */
record PlayTopic(String name, Map<String, String> connection) {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** Of a broker, and of a topic where nothing else is said. */
    private static final long USUAL_RECORD_BYTES = 1 << 20;
    /** Key, headers and what a batch is wrapped in. */
    private static final int AROUND_A_FILE = 64 << 10;

    private static final long MOST_FILE_BYTES = 1L << 30;
    private static final long PRODUCER_MEMORY = 32L << 20;

    /**
     * Makes the topic where it is missing.
     *
     * @param largest bytes of a file that it has to take
     * @throws InvalidSourceException where the cluster does not let it be made
     */
    void ensure(int partitions, long largest) {
        Map<String, Object> settings = new HashMap<>(connection);
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Math.toIntExact(PATIENCE.toMillis()));
        NewTopic topic = new NewTopic(name, Optional.of(partitions), Optional.empty())
                .configs(Map.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Long.toString(recordBytes(largest))));
        try (Admin admin = Admin.create(settings)) {
            if (!admin.listTopics().names().get().contains(name)) {
                admin.createTopics(List.of(topic)).all().get();
            }
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw refused(e.getCause());
            }
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (KafkaException e) {
            throw refused(e);
        }
    }

    /** Fills it with records up to a size. */
    Producer<byte[], byte[]> producer(long largest) {
        long most = recordBytes(largest);
        Map<String, Object> settings = new HashMap<>(connection);
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Math.toIntExact(most));
        settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, Math.max(PRODUCER_MEMORY, 2 * most));
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, PATIENCE.toMillis());
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static long recordBytes(long largest) {
        if (largest > MOST_FILE_BYTES) {
            throw new InvalidSourceException("the largest file has %d bytes; allowed: %d, as a file is a record"
                    .formatted(largest, MOST_FILE_BYTES));
        }
        return Math.max(USUAL_RECORD_BYTES, largest + AROUND_A_FILE);
    }

    /** What is wrong, in one line. */
    InvalidSourceException refused(Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return new InvalidSourceException(
                "topic %s on %s cannot be written: %s: %s"
                        .formatted(
                                name,
                                connection.get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG),
                                root.getClass().getSimpleName(),
                                root.getMessage()),
                cause);
    }
}
