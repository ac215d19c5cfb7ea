package dev.solera.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;
import static org.awaitility.Awaitility.await;

import dev.solera.activation.Purpose;
import dev.solera.activation.Sample;
import dev.solera.media.audio.Audio;
import dev.solera.media.picture.Pictures;
import dev.solera.service.KafkaBroker;
import dev.solera.service.SoleraStreams;
import dev.solera.service.lifecycle.Lifecycle;
import dev.solera.stream.TelemetryEvent;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.ConfigurableApplicationContext;

/** The service fed from a topic, on a broker; the test plays the first module. */
@ExtendWith(KafkaBroker.class)
@Timeout(120)
class StreamedIngestTest {

    private static final int WINDOW = TestTopics.WINDOW;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private final String brokers;
    private final TestTopics topics;

    StreamedIngestTest(KafkaBroker.Address broker) {
        brokers = broker.bootstrapServers();
        topics = new TestTopics(brokers);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "1, 3", "3, 1", "3, 2"})
    void shouldFeedEveryRecordOnceAndTheSameSamplesWhenItIsStoppedAgainAndAgain(int sources, int partitions)
            throws Exception {
        // given
        String topic = "feed-%d-%d".formatted(sources, partitions);
        topics.create(topic, sources);
        topics.produce(topic, sources, 0, 60);
        List<Sample> undisturbed;
        try (var service = start("whole-" + topic, partitions, topic, "until=end", "shuffle=16")) {
            undisturbed = TestIngest.consumeAll(service, Integer.MAX_VALUE);
            assertThat(service.getBean(Ingest.class).completion().join()).containsEntry("recordings", 60L);
        }

        // when
        for (int taken : new int[] {3, 17, 33}) {
            try (var service = start("again-" + topic, partitions, topic, "until=end", "shuffle=16")) {
                TestIngest.consume(service, taken);
            }
        }
        try (var service = start("again-" + topic, partitions, topic, "until=end", "shuffle=16")) {
            List<Sample> arrived = TestIngest.consumeAll(service, Integer.MAX_VALUE);

            // then
            EndingEarlyTest.assertSame(arrived, undisturbed);
            assertThat(places(arrived)).hasSize(60).doesNotHaveDuplicates();
            assertThat(TestIngest.count(arrived, Purpose.HELD_OUT)).isBetween(1L, 20L);
            assertThat(places(arrived))
                    .isNotEqualTo(places(arrived).stream().sorted().toList());
        }
    }

    @Test
    void shouldFeedEveryRecordOnceWhenSeveralPartitionsNeverEndAndItIsStoppedAgainAndAgain() throws Exception {
        // given what comes while the run goes on, and was made before what is fed already
        topics.create("endless", 3);
        topics.produceEarlier("endless", 3, 0, 40);
        int more = 40;
        for (int taken : new int[] {5, 21, 34}) {
            try (var service = start("endless-run", 2, "endless", "shuffle=8")) {
                TestIngest.consume(service, taken);
                topics.produceEarlier("endless", 3, more, 4);
                more += 4;
            }
        }

        // when
        try (var service = start("endless-run", 2, "endless", "shuffle=8")) {
            List<Sample> arrived = TestIngest.consume(service, 48);

            // then
            assertThat(places(arrived)).doesNotHaveDuplicates().hasSize(48);
        }
    }

    @Test
    void shouldEndWithWhatWasFedWhenItIsAskedToEndAndTheTopicIsIdle() throws Exception {
        topics.create("ending", 1);
        topics.produce("ending", 1, 0, 10);
        try (var service = start("ending-run", 1, "ending", "shuffle=4")) {
            TestIngest.consume(service, 8);
            Lifecycle life = service.getBean(Lifecycle.class);
            await().atMost(PATIENCE).until(() -> life.state() == Lifecycle.State.PAUSED);
            assertThat(life.health().getStatus()).isEqualTo(Status.UP);
            assertThat(life.health().getDetails()).containsEntry("cause", "topic ending has no new records");
            assertTold(service, TelemetryEvent.Supply.IDLE, 0);

            service.getBean(Ingest.class).finishEarly();

            assertThat(TestIngest.consumeAll(service, Integer.MAX_VALUE)).hasSize(8);
            assertThat(service.getBean(Ingest.class).completion().join()).containsEntry("recordings", 8L);
        }
    }

    @Test
    void shouldFeedSamplesThatAreFewerThanGoTogetherWhenTheTopicIsIdle() throws Exception {
        // given a block that is no multiple of what goes together
        topics.create("few", 1);
        topics.produce("few", 1, 0, 6);
        try (var service = start("few-run", 1, "few", "shuffle=6")) {
            // when, then
            assertThat(places(TestIngest.consume(service, 6))).hasSize(6).doesNotHaveDuplicates();
        }
    }

    @Test
    void shouldBeIdleWhenTheLastThingInTheTopicIsTheMarkOfATransaction() throws Exception {
        topics.create("transacted", 1);
        try (var producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", brokers, "transactional.id", "transacted"),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            for (int i = 0; i < 8; i++) {
                producer.send(new ProducerRecord<>("transacted", TestTopics.frames(i, WINDOW)));
            }
            producer.commitTransaction();
        }

        try (var service = start("transacted-run", 1, "transacted", "shuffle=4")) {
            TestIngest.consume(service, 8);

            await().atMost(PATIENCE)
                    .until(() -> service.getBean(Lifecycle.class).state() == Lifecycle.State.PAUSED);
            assertTold(service, TelemetryEvent.Supply.IDLE, 0);
        }
    }

    @Test
    void shouldPutAsideWhatCannotBeReadAndFeedTheRest() throws Exception {
        // given
        topics.create("torn", 1);
        topics.produce("torn", 1, 0, 4);
        topics.send("torn", 0, "who", new byte[] {1, 2, 3}, Map.of());
        topics.send("torn", 0, "which", new byte[4], Map.of("solera-values", "int24"));
        topics.send("torn", 0, "none", null, Map.of());
        topics.produce("torn", 1, 4, 4);

        // when
        try (var service = start("torn-run", 1, "torn", "until=end", "shuffle=4")) {
            assertThat(TestIngest.consumeAll(service, Integer.MAX_VALUE)).hasSize(8);

            // then
            assertThat(service.getBean(MeterRegistry.class)
                            .get("solera.ingest.source.malformed")
                            .counter()
                            .count())
                    .isEqualTo(3);
            assertThat(service.getBean(Ingest.class).completion().join()).containsEntry("skipped", 3L);
        }
        List<ConsumerRecord<byte[], byte[]>> letters = read("solera.torn-run.source.dlt", 3);
        assertThat(letters).allSatisfy(letter -> assertThat(letter.value()).isNull());
        assertThat(letters.get(0).key()).isEqualTo("who".getBytes(StandardCharsets.UTF_8));
        assertThat(header(letters.get(0), "solera-source-topic")).isEqualTo("torn");
        assertThat(header(letters.get(0), "solera-source-offset")).isEqualTo("4");
        assertThat(header(letters.get(0), "solera-cause"))
                .isEqualTo("has 3 bytes; allowed: a multiple of 4, 1 channels of float32");
        assertThat(header(letters.get(1), "solera-cause"))
                .isEqualTo("has header solera-values int24; allowed: files, base64, float32, int16, text");
        assertThat(header(letters.get(2), "solera-cause")).isEqualTo("has no value");
    }

    @Test
    void shouldTakeLabelsAndWhatIsHeldOutFromHeaders() throws Exception {
        topics.create("labelled", 1);
        for (int i = 0; i < 6; i++) {
            topics.send(
                    "labelled",
                    0,
                    "k" + i,
                    TestTopics.frames(i, WINDOW),
                    Map.of(
                            "digit",
                            i == 5 ? "twelve" : Integer.toString(i % 2),
                            "about",
                            "{\"split\": \"%s\", \"speaker\": 7}".formatted(i == 3 ? "test" : "train")));
        }

        try (var service = start(
                "labelled-run",
                1,
                "labelled",
                List.of("--solera.ingest.held-out=split=test"),
                "until=end",
                "shuffle=1",
                "classes.digit=1,0",
                "classes.speaker=7")) {
            List<Sample> arrived =
                    TestIngest.consumeAll(service, Integer.MAX_VALUE).subList(0, 6);

            assertThat(arrived)
                    .extracting(sample -> sample.labels().get("digit")[0])
                    .containsExactly(1, 0, 1, 0, 1, -1);
            assertThat(arrived)
                    .allSatisfy(
                            sample -> assertThat(sample.labels().get("speaker")).containsExactly(0));
            assertThat(arrived)
                    .extracting(Sample::purpose)
                    .containsExactly(
                            Purpose.TRAIN,
                            Purpose.TRAIN,
                            Purpose.TRAIN,
                            Purpose.HELD_OUT,
                            Purpose.TRAIN,
                            Purpose.TRAIN);
            assertThat(service.getBean(SoleraStreams.class).control().newest("source"))
                    .hasValueSatisfying(note -> assertThat(note).contains("\"digit\":[\"1\",\"0\"]"));
        }
    }

    @Test
    void shouldCutALongRecordIntoWindowsAndBeginWhereItIsTold() throws Exception {
        topics.create("long", 1);
        topics.produce("long", 1, 0, 3);
        topics.send("long", 0, "long", TestTopics.frames(9, 3 * WINDOW + WINDOW / 2), Map.of());

        try (var service = start(
                "long-run", 1, "long", List.of("--solera.ingest.steps=1"), "shuffle=4", "from=2026-01-01T00:00:00Z")) {
            List<Sample> arrived = TestIngest.consumeAll(service, Integer.MAX_VALUE);

            assertThat(TestIngest.count(arrived, Purpose.TRAIN)).isEqualTo(4);
        }
        try (var service = start("latest-run", 1, "long", "shuffle=4", "from=latest")) {
            await().atMost(PATIENCE)
                    .until(() -> service.getBean(Lifecycle.class).state() == Lifecycle.State.PAUSED);
            topics.send("long", 0, "long", TestTopics.frames(9, 3 * WINDOW + WINDOW / 2), Map.of());
            List<Sample> arrived = TestIngest.consume(service, 4);
            assertThat(arrived).extracting(Sample::recording).containsOnly(0);
            assertThat(arrived)
                    .extracting(Sample::valid)
                    .containsExactlyInAnyOrder((long) WINDOW, (long) WINDOW, (long) WINDOW, WINDOW / 2L);
        }
    }

    @Test
    void shouldRefuseWhenTheTopicIsNoLongerWhatTheRunBeganWith() throws Exception {
        // given a run that was stopped in the middle of a topic
        topics.create("other", 1);
        topics.produce("other", 1, 0, 60);
        try (var service = start("other-run", 1, "other", "shuffle=4")) {
            TestIngest.consume(service, 5);
        }

        // when retention is faster than ingest
        try (Admin admin = topics.admin()) {
            admin.deleteRecords(Map.of(new TopicPartition("other", 0), RecordsToDelete.beforeOffset(50)))
                    .all()
                    .get();
        }

        // then
        try (var service = start("other-run", 1, "other", "shuffle=4")) {
            assertFailed(service, "other-0 has its first record at offset 50; allowed: ");
            assertThat(service.getBean(MeterRegistry.class)
                            .get("solera.ingest.source.lost")
                            .counter()
                            .count())
                    .isGreaterThan(5);
        }

        // when it has more partitions
        try (Admin admin = topics.admin()) {
            admin.createPartitions(Map.of("other", NewPartitions.increaseTo(2)))
                    .all()
                    .get();
        }

        // then
        try (var service = start("other-run", 1, "other", "shuffle=4")) {
            assertFailed(service, "topic other has 2 partitions; allowed: 1, as the run began with");
        }

        // when it is another one of the same name
        try (Admin admin = topics.admin()) {
            admin.deleteTopics(List.of("other")).all().get();
            await().atMost(PATIENCE)
                    .until(() -> !admin.listTopics().names().get().contains("other"));
        }
        topics.create("other", 1);

        // then
        try (var service = start("other-run", 1, "other", "shuffle=4")) {
            assertFailed(service, "it was deleted and made again");
        }
    }

    @Test
    void shouldWaitWhenThereIsNoTopicAndFailWhenThereNeverIs() throws Exception {
        try (var service = start("nowhere-run", 1, "nowhere", List.of("--solera.ingest.source-patience=1h"))) {
            Lifecycle life = service.getBean(Lifecycle.class);
            await().atMost(PATIENCE).until(() -> life.state() == Lifecycle.State.PAUSED);
            assertThat(life.health().getStatus()).isEqualTo(Status.UP);
            assertThat(life.health().getDetails().get("cause").toString()).startsWith("topic nowhere is not on ");
            topics.create("nowhere", 1);
            topics.produce("nowhere", 1, 0, 300);
            assertThat(TestIngest.consume(service, 5)).hasSize(5);
        }
        try (var service = start("never-run", 1, "never", List.of("--solera.ingest.source-patience=1s"))) {
            assertFailed(service, "waited for 1 s, as solera.ingest.source-patience says");
        }
    }

    @Test
    void shouldFeedFilesOfSoundByTheirContent() throws Exception {
        // given two files of 1.024 s at 16 kHz, one of which is torn
        byte[] flac = Files.readAllBytes(Audio.flac("mono-16k-16bit.flac", folder.resolve("clip.flac")));
        byte[] wav = Files.readAllBytes(Audio.wav(folder.resolve("clip.wav"), 8000, Audio.tone(300, 8000, WINDOW)));
        topics.create("sound", 1);
        topics.send("sound", 0, "a", flac, Map.of());
        topics.send("sound", 0, "b", Arrays.copyOf(flac, flac.length / 2), Map.of());
        topics.send("sound", 0, "c", wav, Map.of());
        topics.send("sound", 0, "d", TestTopics.frames(1, WINDOW), Map.of("solera-values", "float32"));

        // when
        try (var service = start(
                "sound-run",
                1,
                "sound",
                List.of("--solera.ingest.held-out=none"),
                "until=end",
                "shuffle=1",
                "values=files")) {
            List<Sample> arrived = TestIngest.consumeAll(service, Integer.MAX_VALUE);

            // then
            assertThat(arrived.stream().map(Sample::recording).distinct()).containsExactly(0, 1, 2);
            float[] tone = arrived.get(arrived.size() - 2).values();
            assertThat(tone[1]).isCloseTo((float) (Math.sqrt(2) * Math.sin(2 * Math.PI * 300 / 8000)), offset(0.01f));
            assertThat(service.getBean(Ingest.class).completion().join()).containsEntry("skipped", 1L);
        }
    }

    @Test
    void shouldFeedPicturesOneCropEach() throws Exception {
        // given
        byte[] jpeg = Files.readAllBytes(Pictures.put("colour.jpg", folder.resolve("one.jpg")));
        topics.create("pictures", 1);
        for (int i = 0; i < 9; i++) {
            topics.send("pictures", 0, "p" + i, i == 4 ? new byte[] {1} : jpeg, Map.of());
        }
        Path definition = Files.writeString(folder.resolve("pictures-run.yaml"), """
                pipeline: pictures-run
                input: {kind: image, size: 8, channels: 1, normalise: {mean: [0.5], deviation: [0.25]}}
                batch: 2
                learning-rate: 1e-3
                seed: 1
                loss: {objective: vertical-info-nce, prediction-steps: 1, negatives: {form: shared, count: 4}}
                modules:
                  - encoder:
                      - {layer: patches, size: 4, stride: 2}
                      - {layer: conv2d, channels: 4, kernel: 3, padding: 1}
                """);

        // when
        try (var service = new SpringApplicationBuilder(IngestServiceApplication.class)
                .web(WebApplicationType.NONE)
                .run(
                        "--solera.pipeline=" + definition,
                        "--spring.kafka.bootstrap-servers=" + brokers,
                        "--solera.ingest.source=kafka:pictures",
                        "--solera.ingest.held-out=none",
                        "--solera.ingest.stream.until=end")) {
            List<Sample> arrived = TestIngest.consumeAll(service, Integer.MAX_VALUE);

            // then crops of one picture are not the same
            assertThat(arrived).hasSize(8);
            assertThat(arrived.stream()
                            .map(sample -> Arrays.hashCode(sample.values()))
                            .distinct())
                    .hasSizeGreaterThan(4);
        }
    }

    /** Telemetry comes to what ingest is to tell of its topic. */
    private static void assertTold(ConfigurableApplicationContext service, TelemetryEvent.Supply supply, long lag)
            throws Exception {
        AtomicReference<TelemetryEvent.SourceLag> told = new AtomicReference<>();
        try (var events = service.getBean(SoleraStreams.class).telemetryFromBeginning("test", event -> {
            if (event instanceof TelemetryEvent.SourceLag newest) {
                told.set(newest);
            }
        })) {
            await().atMost(PATIENCE)
                    .until(() -> told.get() != null
                            && told.get().supply() == supply
                            && told.get().records() == lag);
        }
    }

    private static void assertFailed(ConfigurableApplicationContext service, String message) {
        assertThat(service.getBean(Ingest.class).completion())
                .failsWithin(PATIENCE)
                .withThrowableOfType(ExecutionException.class)
                .withMessageContaining(message);
        assertThat(service.getBean(Lifecycle.class).state()).isEqualTo(Lifecycle.State.FAILED);
    }

    private ConfigurableApplicationContext start(String pipeline, int partitions, String topic, String... stream)
            throws Exception {
        return start(pipeline, partitions, topic, List.of(), stream);
    }

    private ConfigurableApplicationContext start(
            String pipeline, int partitions, String topic, List<String> more, String... stream) throws Exception {
        return topics.start(folder, new TestIngest.Setup(pipeline, partitions), topic, more, stream);
    }

    /** Of every sample something that no other one has. */
    private static List<Float> places(List<Sample> samples) {
        return samples.stream().map(sample -> sample.values()[0]).toList();
    }

    private List<ConsumerRecord<byte[], byte[]>> read(String topic, int count) {
        List<ConsumerRecord<byte[], byte[]>> records = new CopyOnWriteArrayList<>();
        try (var consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", brokers, "auto.offset.reset", "earliest"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(new TopicPartition(topic, 0)));
            await().atMost(PATIENCE).until(() -> {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
                return records.size() >= count;
            });
        }
        return records;
    }

    private static String header(ConsumerRecord<?, ?> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
