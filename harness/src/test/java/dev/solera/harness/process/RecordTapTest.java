package dev.solera.harness.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.standalone.broker.EmbeddedBroker;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class RecordTapTest {

    private static final String TOPIC = "tapped";
    private static final int PARTITIONS = 3;
    private static final int RECORDS = 3000;

    @TempDir
    private Path folder;

    @Test
    void shouldHaveReadAllThatIsThereWhenItHasReadToTheEnd() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder)) {
            // given
            fill(broker.bootstrapServers());
            AtomicInteger read = new AtomicInteger();
            List<TopicPartition> partitions = IntStream.range(0, PARTITIONS)
                    .mapToObj(partition -> new TopicPartition(TOPIC, partition))
                    .toList();

            // when
            try (RecordTap tap =
                    new RecordTap("test", broker.bootstrapServers(), partitions, record -> read.incrementAndGet())) {
                tap.readToTheEnd();
            }

            // then
            assertThat(read).hasValue(RECORDS);
        }
    }

    private static void fill(String servers) throws Exception {
        Map<String, Object> settings = Map.of("bootstrap.servers", servers);
        try (Admin admin = Admin.create(settings)) {
            admin.createTopics(List.of(new NewTopic(TOPIC, PARTITIONS, (short) 1)))
                    .all()
                    .get();
        }
        try (var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < RECORDS; i++) {
                producer.send(new ProducerRecord<>(TOPIC, i % PARTITIONS, null, new byte[10]));
            }
        }
    }
}
