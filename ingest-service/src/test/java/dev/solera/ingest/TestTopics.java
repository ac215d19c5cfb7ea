package dev.solera.ingest;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Topics that tests feed from, and the service that does.
 *
 * @param brokers of the pipeline
 * @param connection of whoever fills the topics, which may be on another cluster
 */
record TestTopics(String brokers, Map<String, Object> connection) {

    /** Of the test pipelines: samples a window. */
    static final int WINDOW = 8192;

    TestTopics(String brokers) {
        this(brokers, Map.of("bootstrap.servers", brokers));
    }

    /** The service, fed from a topic; {@code values=float32} where nothing else is said. */
    ConfigurableApplicationContext start(
            Path folder, TestIngest.Setup setup, String topic, List<String> more, String... stream) throws Exception {
        List<String> settings = new ArrayList<>(more);
        settings.add("--solera.ingest.source=kafka:" + topic);
        if (Arrays.stream(stream).noneMatch(setting -> setting.startsWith("values="))) {
            settings.add("--solera.ingest.stream.values=float32");
        }
        for (String setting : stream) {
            settings.add("--solera.ingest.stream." + setting);
        }
        return TestIngest.start(folder, brokers, setup, settings.toArray(String[]::new));
    }

    /** Frames whose samples say what they are. */
    static byte[] frames(int number, int length) {
        SplittableRandom random = new SplittableRandom(number);
        ByteBuffer frames = ByteBuffer.allocate(length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < length; i++) {
            frames.putFloat((float) random.nextDouble(-1, 1));
        }
        return frames.array();
    }

    /** The same of whole numbers, in half as many bytes. */
    static byte[] shorts(int number, int length) {
        SplittableRandom random = new SplittableRandom(number);
        ByteBuffer frames = ByteBuffer.allocate(length * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < length; i++) {
            frames.putShort((short) random.nextInt(-30_000, 30_000));
        }
        return frames.array();
    }

    void create(String topic, int partitions) throws Exception {
        try (Admin admin = admin()) {
            // Of records that say that they are old nothing is to go by itself.
            Map<String, String> kept = Map.of("retention.ms", "-1");
            admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1).configs(kept)))
                    .all()
                    .get();
        }
    }

    Admin admin() {
        return Admin.create(connection);
    }

    void deleteBefore(String topic, long offset) throws Exception {
        try (Admin admin = admin()) {
            admin.deleteRecords(Map.of(new TopicPartition(topic, 0), RecordsToDelete.beforeOffset(offset)))
                    .all()
                    .get();
        }
    }

    void produce(String topic, int partitions, int first, int count) throws Exception {
        send(IntStream.range(first, first + count)
                .mapToObj(i -> record(
                        topic,
                        i * 7 % 5 % partitions,
                        System.currentTimeMillis(),
                        "key-" + i,
                        frames(i, WINDOW),
                        Map.of()))
                .toList());
    }

    /** The later it is sent, the earlier it says that it was made. */
    void produceEarlier(String topic, int partitions, int first, int count) throws Exception {
        send(IntStream.range(first, first + count)
                .mapToObj(i -> record(
                        topic, i * 7 % 5 % partitions, 1_700_000_000_000L - i, "key-" + i, frames(i, WINDOW), Map.of()))
                .toList());
    }

    void send(String topic, int partition, String key, byte[] value, Map<String, String> headers) throws Exception {
        send(List.of(record(topic, partition, System.currentTimeMillis(), key, value, headers)));
    }

    /** One after the other. */
    void send(List<ProducerRecord<byte[], byte[]>> records) throws Exception {
        try (var producer = new KafkaProducer<>(connection, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (ProducerRecord<byte[], byte[]> record : records) {
                producer.send(record).get();
            }
        }
    }

    static ProducerRecord<byte[], byte[]> record(
            String topic, int partition, long time, String key, byte[] value, Map<String, String> headers) {
        var record = new ProducerRecord<>(topic, partition, time, key.getBytes(StandardCharsets.UTF_8), value);
        headers.forEach((name, text) -> record.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
        return record;
    }
}
