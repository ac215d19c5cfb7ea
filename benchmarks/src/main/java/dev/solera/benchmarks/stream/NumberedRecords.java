package dev.solera.benchmarks.stream;

import dev.solera.activation.Sample;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A topic of records that say in their first two frames which they are, so that each is known again as a sample.
 *
 * @param topic its name, new
 * @param count of records
 * @param frames of each
 */
record NumberedRecords(String topic, int count, int frames) {

    /** What fits into a frame: full scale of 16 bits. */
    private static final int BASE = 1 << 15;

    /** Makes the topic, and fills it. */
    void produce(String servers) throws InterruptedException, ExecutionException {
        Map<String, Object> settings = Map.of("bootstrap.servers", servers);
        try (Admin admin = Admin.create(settings)) {
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
        }
        try (var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            // Alone: until a broker knows a producer, a record that is sent again may be overtaken, and is lost then.
            producer.send(record(0)).get();
            for (int number = 1; number < count; number++) {
                producer.send(record(number));
            }
        }
    }

    private ProducerRecord<byte[], byte[]> record(int number) {
        ByteBuffer value = ByteBuffer.allocate(frames * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        value.putShort((short) (number / BASE)).putShort((short) (number % BASE));
        for (int i = 2; i < frames; i++) {
            value.putShort((short) (10_000 * Math.sin(i * (1 + number % 97) / 50.0)));
        }
        return new ProducerRecord<>(topic, value.array());
    }

    /** Which record a sample is of, whose values were not scaled. */
    static int numberOf(Sample sample) {
        return Math.round(sample.values()[0] * BASE) * BASE + Math.round(sample.values()[1] * BASE);
    }
}
