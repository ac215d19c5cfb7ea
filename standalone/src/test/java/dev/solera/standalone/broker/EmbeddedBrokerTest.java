package dev.solera.standalone.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.solera.standalone.lock.FolderInUseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBrokerTest {

    private static final TopicPartition PARTITION = new TopicPartition("solera.test.activations.0", 0);
    private static final int RECORD_BYTES = 3 << 20;

    @TempDir
    private Path folder;

    @Test
    void shouldKeepRecordsWhenStartedAgainOnTheSameFolder() throws Exception {
        // given
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder)) {
            createTopic(broker, 16 << 20);
            produce(broker, 3);
            assertThat(consume(broker, 3)).extracting(value -> value[0]).containsExactly((byte) 0, (byte) 1, (byte) 2);
        }

        // when
        try (EmbeddedBroker again = EmbeddedBroker.start(folder)) {

            // then
            assertThat(consume(again, 3)).allSatisfy(value -> assertThat(value).hasSize(RECORD_BYTES));
        }
    }

    @Test
    void shouldFreeTheDiskWhenRecordsAreDeleted() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder);
                Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            // given
            createTopic(broker, 4 << 20);
            produce(broker, 8);
            assertThat(bytesOnDisk()).isGreaterThan(8L * RECORD_BYTES);

            // when
            admin.deleteRecords(Map.of(PARTITION, RecordsToDelete.beforeOffset(8)))
                    .all()
                    .get();

            // then
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(bytesOnDisk()).isLessThan(2L * RECORD_BYTES));
        }
    }

    @Test
    void shouldRefuseAFolderThatIsAFile() throws IOException {
        // given
        Path file = Files.writeString(folder.resolve("taken"), "not a folder");

        // then
        assertThatThrownBy(() -> EmbeddedBroker.start(file))
                .isInstanceOf(BrokerStartException.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void shouldRefuseAFolderThatAnotherBrokerRunsOn() throws Exception {
        // given
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder)) {
            createTopic(broker, 16 << 20);

            // when, then
            assertThatThrownBy(() -> EmbeddedBroker.start(folder))
                    .isInstanceOf(FolderInUseException.class)
                    .hasMessageStartingWith("the broker's folder is %s, which is in use by process %d since "
                            .formatted(folder, ProcessHandle.current().pid()));

            // and the one that has it goes on
            produce(broker, 2);
            assertThat(consume(broker, 2)).hasSize(2);
            assertThat(broker.death()).isNotCompleted();
        }
    }

    @Test
    void shouldSayWhyAndLetTheProcessLiveWhenItCannotGoOn() throws Exception {
        // given
        Path data = folder.resolve("data");
        Path away = folder.resolve("away");
        try (EmbeddedBroker broker = EmbeddedBroker.start(data)) {
            createTopic(broker, 16 << 20);
            produce(broker, 2);

            // when
            Files.move(data, away);

            // then
            assertThat(broker.death())
                    .succeedsWithin(Duration.ofSeconds(60))
                    .asString()
                    .contains(data.toString());
        }

        // and it has its records when the folder is back
        Files.move(away, data);
        try (EmbeddedBroker again = EmbeddedBroker.start(data)) {
            assertThat(consume(again, 2)).hasSize(2);
        }
    }

    private static void createTopic(EmbeddedBroker broker, int segmentBytes) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            NewTopic topic = new NewTopic(PARTITION.topic(), Optional.of(1), Optional.empty())
                    .configs(Map.of("max.message.bytes", "4000000", "segment.bytes", Integer.toString(segmentBytes)));
            admin.createTopics(List.of(topic)).all().get();
        }
    }

    private static void produce(EmbeddedBroker broker, int count) throws Exception {
        Map<String, Object> settings =
                Map.of("bootstrap.servers", broker.bootstrapServers(), "acks", "all", "max.request.size", 4_000_000);
        try (var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < count; i++) {
                byte[] value = new byte[RECORD_BYTES];
                value[0] = (byte) i;
                producer.send(new ProducerRecord<>(PARTITION.topic(), 0, null, value))
                        .get();
            }
        }
    }

    private static List<byte[]> consume(EmbeddedBroker broker, int count) {
        Map<String, Object> settings =
                Map.of("bootstrap.servers", broker.bootstrapServers(), "auto.offset.reset", "earliest");
        try (var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(PARTITION));
            List<byte[]> values = new ArrayList<>();
            await().atMost(Duration.ofSeconds(30)).until(() -> {
                consumer.poll(Duration.ofMillis(500)).forEach(found -> values.add(found.value()));
                return values.size() >= count;
            });
            return values;
        }
    }

    private long bytesOnDisk() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".log"))
                    .map(Path::toFile)
                    .mapToLong(java.io.File::length)
                    .sum();
        }
    }
}
