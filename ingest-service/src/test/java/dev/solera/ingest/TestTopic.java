package dev.solera.ingest;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A topic of one partition whose records are windows of the test pipelines, each of which says which it is.
 *
 * @param connection of whoever fills it
 */
record TestTopic(String name, Map<String, Object> connection) {

    private static final int WINDOW = 8192;

    void create() throws Exception {
        try (Admin admin = Admin.create(connection)) {
            admin.createTopics(List.of(new NewTopic(name, 1, (short) 1))).all().get();
        }
    }

    /** Sends some records, which are acknowledged then. */
    void produce(int first, int count) {
        try (var producer = new KafkaProducer<>(connection, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int number = first; number < first + count; number++) {
                producer.send(new ProducerRecord<>(name, frames(number)));
            }
        }
    }

    private static byte[] frames(int number) {
        SplittableRandom random = new SplittableRandom(number);
        ByteBuffer frames = ByteBuffer.allocate(WINDOW * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < WINDOW; i++) {
            frames.putFloat((float) random.nextDouble(-1, 1));
        }
        return frames.array();
    }
}
