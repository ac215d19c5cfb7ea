package dev.solera.service.broker;

import dev.solera.service.lifecycle.ServiceFailure;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.ByteBufferDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.kafka.core.MicrometerConsumerListener;
import org.springframework.kafka.core.MicrometerProducerListener;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.GenericMessageListener;
import org.springframework.kafka.listener.KafkaMessageListenerContainer;
import org.springframework.kafka.support.TopicPartitionOffset;

/**
 * Creates Kafka clients from the ordinary {@code spring.kafka.*} settings (bootstrap servers, SASL, TLS), adds what
 * each use needs, and waits while the broker's name cannot be resolved. With an empty client id Kafka chooses one that
 * is unique in the process.
 */
public final class KafkaClients {

    /**
     * Sockets have as much memory as the system finds that they need. Kafka asks for 128 KiB: a record of megabytes goes in dozens
     * of writes then, before each of which Java copies all that is left of it.
     */
    private static final int AS_THE_SYSTEM_SIZES_IT = -1;

    private static final Duration PAUSE = Duration.ofSeconds(5);

    /** A listener to a single topic asks again so seldom where nothing comes; what comes is answered at once. */
    private static final int SELDOM_MILLIS = 5000;

    /** Not zero: Kafka would then wait for its thread without limit. */
    private static final Duration LAST_CALLS = Duration.ofSeconds(1);

    private final Map<String, Object> consumerSettings;
    private final Map<String, Object> producerSettings;
    private final Map<String, Object> adminSettings;
    private final MeterRegistry registry;
    private final ServiceFailure failure;
    private final NameWait nameWait;

    /** @param failure told when one of the clients' own threads has ended */
    public KafkaClients(
            Map<String, Object> consumerSettings,
            Map<String, Object> producerSettings,
            Map<String, Object> adminSettings,
            MeterRegistry registry,
            ServiceFailure failure) {
        this.consumerSettings = consumerSettings;
        this.producerSettings = producerSettings;
        this.adminSettings = adminSettings;
        this.registry = registry;
        this.failure = failure;
        this.nameWait = new NameWait(servers(), PAUSE);
    }

    /**
     * Clients that only read, of these settings: with a broker of their own nothing of this pipeline's connection is taken over, as
     * credentials are nobody else's business; without one they are added to it.
     *
     * @param settings as Kafka calls them
     */
    public KafkaClients readers(Map<String, String> settings) {
        boolean own = settings.containsKey(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG);
        Map<String, Object> consuming = new HashMap<>(own ? Map.of() : consumerSettings);
        Map<String, Object> administering = new HashMap<>(own ? Map.of() : adminSettings);
        consuming.putAll(settings);
        administering.putAll(settings);
        return new KafkaClients(consuming, Map.of(), administering, registry, failure);
    }

    /** Consumers of bytes without a group: partitions are assigned, positions are the service's own. */
    public DefaultKafkaConsumerFactory<byte[], byte[]> consumers(String clientId, Map<String, Object> more) {
        return consumers(clientId, more, new ByteArrayDeserializer());
    }

    private <V> DefaultKafkaConsumerFactory<byte[], V> consumers(
            String clientId, Map<String, Object> more, Deserializer<V> values) {
        Map<String, Object> settings = with(consumerSettings, clientId, more);
        settings.remove(CommonClientConfigs.GROUP_ID_CONFIG);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        return new DefaultKafkaConsumerFactory<>(settings, new ByteArrayDeserializer(), values) {
            @Override
            protected Consumer<byte[], V> createRawConsumer(Map<String, Object> all) {
                return nameWait.made(() -> new ExtendedKafkaConsumer(all) {
                    /** Does not wait for its last fetch, which the broker answers when there is something, or late. */
                    @Override
                    public void close() {
                        close(CloseOptions.timeout(Duration.ZERO));
                    }
                });
            }
        };
    }

    /** The same, with the Kafka client's own metrics in the service's registry for as long as each consumer lives. */
    public DefaultKafkaConsumerFactory<byte[], byte[]> measuredConsumers(String clientId, Map<String, Object> more) {
        return measured(consumers(clientId, more));
    }

    /** The same for large values, which are views of what was received: an array would be one more copy. */
    public DefaultKafkaConsumerFactory<byte[], ByteBuffer> measuredViewers(String clientId, Map<String, Object> more) {
        return measured(consumers(clientId, more, new ByteBufferDeserializer()));
    }

    private <V> DefaultKafkaConsumerFactory<byte[], V> measured(DefaultKafkaConsumerFactory<byte[], V> consumers) {
        consumers.addListener(new MicrometerConsumerListener<>(registry));
        return consumers;
    }

    /** A producer of bytes, which the caller closes. */
    public ByteProducer producer(String clientId, Map<String, Object> more) {
        return new ByteProducer(producers(clientId, more), failure);
    }

    /** The same, for records that may be lost: sending fails if the broker's name cannot be resolved. */
    public ByteProducer impatientProducer(Map<String, Object> more) {
        Map<String, Object> settings = with(producerSettings, "", more);
        var producers =
                new DefaultKafkaProducerFactory<>(settings, new ByteArraySerializer(), new ByteArraySerializer()) {
                    @Override
                    protected Producer<byte[], byte[]> createRawProducer(Map<String, Object> all) {
                        return watched(super.createRawProducer(all));
                    }
                };
        return new ByteProducer(producers, failure);
    }

    /** The same, with the Kafka client's own metrics in the service's registry for as long as it lives. */
    public ByteProducer measuredProducer(String clientId, Map<String, Object> more) {
        DefaultKafkaProducerFactory<byte[], byte[]> producers = producers(clientId, more);
        producers.addListener(new MicrometerProducerListener<>(registry));
        return new ByteProducer(producers, failure);
    }

    private DefaultKafkaProducerFactory<byte[], byte[]> producers(String clientId, Map<String, Object> more) {
        Map<String, Object> settings = with(producerSettings, clientId, more);
        return new DefaultKafkaProducerFactory<>(settings, new ByteArraySerializer(), new ByteArraySerializer()) {
            @Override
            protected Producer<byte[], byte[]> createRawProducer(Map<String, Object> all) {
                return watched(nameWait.made(() -> super.createRawProducer(all)));
            }
        };
    }

    /**
     * Only its own thread ever gives up on a producer's records: without that thread they would be waited for
     * indefinitely.
     */
    private Producer<byte[], byte[]> watched(Producer<byte[], byte[]> producer) {
        watch("kafka-producer-network-thread", producer.metrics());
        return producer;
    }

    /** @param measured by the client, whose name it carries */
    private void watch(String kind, Map<MetricName, ?> measured) {
        measured.keySet().stream()
                .map(metric -> metric.tags().get("client-id"))
                .filter(Objects::nonNull)
                .findFirst()
                .flatMap(id -> newestThread(kind + " | " + id))
                .ifPresent(failure::watch);
    }

    /** Several services in one process may have clients of the same name. */
    private static Optional<Thread> newestThread(String name) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals(name))
                .max(Comparator.comparingLong(Thread::getId));
    }

    /** The threads of a container of listeners, whose client has the id. */
    public ListenerThreads listenerThreads(String clientId) {
        return new ListenerThreads(clientId, failure);
    }

    /** Creates topics; those that exist already get these settings. */
    public void createOrModify(List<NewTopic> topics) {
        KafkaAdmin admin = new KafkaAdmin(with(adminSettings, "solera-topics", Map.of()));
        admin.setModifyTopicConfigs(true);
        nameWait.made(() -> {
            admin.createOrModifyTopics(topics.toArray(NewTopic[]::new));
            return topics;
        });
    }

    /** An administration client, which the caller closes. */
    public Admin lastingAdmin(String clientId) {
        return nameWait.made(() -> admin(clientId, Map.of()));
    }

    /** The same, for callers that poll whether the broker is there: it does not wait for anything. */
    public Admin admin(String clientId, Map<String, Object> more) {
        Admin admin = Admin.create(with(adminSettings, clientId, more));
        watch("kafka-admin-client-thread", admin.metrics());
        return admin;
    }

    /** The same, but every call fails after some time. */
    public Admin admin(String clientId, Duration patience) {
        int millis = Math.toIntExact(patience.toMillis());
        return admin(
                clientId,
                Map.of(
                        AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                        millis,
                        AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                        millis));
    }

    /**
     * Closes a client without waiting long for its outstanding work: by default it may wait for as long as its thread
     * sleeps, which is minutes if the broker does not answer.
     */
    public static void close(Admin admin) {
        admin.close(LAST_CALLS);
    }

    /** Where the broker is, for messages. */
    public String servers() {
        return String.valueOf(adminSettings.get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG));
    }

    private static Map<String, Object> with(Map<String, Object> settings, String clientId, Map<String, Object> more) {
        Map<String, Object> all = new HashMap<>();
        all.put(CommonClientConfigs.SEND_BUFFER_CONFIG, AS_THE_SYSTEM_SIZES_IT);
        all.put(CommonClientConfigs.RECEIVE_BUFFER_CONFIG, AS_THE_SYSTEM_SIZES_IT);
        all.putAll(settings);
        all.putAll(more);
        if (clientId.isEmpty()) {
            all.remove(CommonClientConfigs.CLIENT_ID_CONFIG);
        } else {
            all.put(CommonClientConfigs.CLIENT_ID_CONFIG, clientId);
        }
        return all;
    }

    /**
     * Starts a container that hands records to a listener on a thread of its own, commits nothing, and begins at the oldest record
     * where the asked one is gone.
     *
     * @param id of the client and its thread
     * @param listener of records of bytes, or of lists of them
     * @param from where it begins in each topic
     */
    public KafkaMessageListenerContainer<byte[], byte[]> follow(
            String id, GenericMessageListener<?> listener, TopicPartitionOffset... from) {
        var properties = new ContainerProperties(from);
        properties.setAckMode(ContainerProperties.AckMode.MANUAL);
        properties.setMessageListener(listener);
        properties.setListenerTaskExecutor(listenerThreads(id));
        var container = new KafkaMessageListenerContainer<>(listening(id, from), properties);
        container.setBeanName(id);
        container.start();
        return container;
    }

    /**
     * Consumers of a listener. With several topics they ask as often as Kafka does, twice a second: a fetch that is held for the first one
     * would keep one waiting that the broker came to know later.
     */
    DefaultKafkaConsumerFactory<byte[], byte[]> listening(String id, TopicPartitionOffset... from) {
        Map<String, Object> more = new HashMap<>(Map.of(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest"));
        if (from.length == 1) {
            more.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, SELDOM_MILLIS);
        }
        return consumers(id, more);
    }
}
