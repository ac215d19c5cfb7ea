package dev.solera.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.solera.activation.Purpose;
import dev.solera.activation.Sample;
import dev.solera.ingest.corpus.Corpus;
import dev.solera.ingest.corpus.InvalidSourceException;
import dev.solera.ingest.plan.RunLength;
import dev.solera.media.audio.Audio;
import dev.solera.service.KafkaBroker;
import dev.solera.service.SoleraStreams;
import dev.solera.service.lifecycle.Lifecycle;
import dev.solera.stream.TelemetryEvent;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.ConfigurableApplicationContext;

/** The service as it runs, on a broker; the test plays the first module. */
@ExtendWith(KafkaBroker.class)
@Timeout(120)
class IngestServiceTest {

    @TempDir
    private Path folder;

    private final String brokers;
    private final List<TelemetryEvent> events = new CopyOnWriteArrayList<>();

    IngestServiceTest(KafkaBroker.Address broker) {
        brokers = broker.bootstrapServers();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void shouldPublishTheRunInItsOrderWhateverThePartitions(int partitions) throws Exception {
        // given
        try (var service = start("ingest-run-" + partitions, partitions, "--solera.ingest.steps=6")) {
            listen(service);

            // when
            List<Sample> arrived = TestIngest.consumeAll(service, Integer.MAX_VALUE);

            // then
            List<Sample> expected = TestIngest.expected(service, new RunLength.Steps(6));
            assertThat(arrived).hasSameSizeAs(expected);
            for (int i = 0; i < expected.size(); i++) {
                assertThat(arrived.get(i).sequence()).isEqualTo(expected.get(i).sequence());
                assertThat(arrived.get(i).purpose()).isEqualTo(expected.get(i).purpose());
                assertThat(arrived.get(i).recording()).isEqualTo(expected.get(i).recording());
                assertThat(arrived.get(i).values()).isEqualTo(expected.get(i).values());
                assertThat(arrived.get(i).labels().get("phone"))
                        .isEqualTo(expected.get(i).labels().get("phone"));
            }
            assertThat(TestIngest.count(arrived, Purpose.TRAIN)).isEqualTo(24);
            assertThat(TestIngest.count(arrived, Purpose.EVALUATE_TRAIN))
                    .isPositive()
                    .isLessThanOrEqualTo(20);
            Ingest ingest = service.getBean(Ingest.class);
            await().until(ingest.completion()::isDone);
            assertThat(ingest.completion().join()).containsEntry("train", 24L).containsEntry("skipped", 0L);
            await().untilAsserted(() -> assertThat(told(TelemetryEvent.Finished.class))
                    .singleElement()
                    .satisfies(event -> assertThat(event.counts()).containsEntry("train", 24L)));
            MeterRegistry meters = service.getBean(MeterRegistry.class);
            assertThat(meters.get("solera.ingest.samples")
                            .tag("purpose", "train")
                            .counter()
                            .count())
                    .isEqualTo(24);
            assertThat(meters.get("solera.ingest.skipped").gauge().value()).isZero();
            assertThat(service.getBean(Lifecycle.class).health().getStatus()).isEqualTo(Status.UP);
        }
    }

    @Test
    void shouldSayWhatTheSourceIsBeforeAnySample() throws Exception {
        Path data = folder.resolve("data");
        for (int i = 0; i < 12; i++) {
            Audio.wav(data.resolve("%d_take%d.wav".formatted(i % 3, i)), 8000, Audio.tone(200 + 50 * i, 8000, 9000));
        }
        Files.createFile(data.resolve("broken.wav"));

        try (var service = start(
                "ingest-source",
                1,
                "--solera.ingest.source=" + data,
                "--solera.ingest.labels=(?<digit>\\d)_take(?<take>\\d+)",
                "--solera.ingest.held-out=take<3",
                "--solera.ingest.epochs=2")) {
            listen(service);
            List<Sample> arrived = TestIngest.consumeAll(service, Integer.MAX_VALUE);

            assertThat(TestIngest.count(arrived, Purpose.TRAIN)).isEqualTo(18);
            assertThat(TestIngest.count(arrived, Purpose.EVALUATE_HELD_OUT)).isEqualTo(3);
            await().untilAsserted(
                            () -> assertThat(told(TelemetryEvent.Source.class)).hasSize(1));
            TelemetryEvent.Source source = told(TelemetryEvent.Source.class).get(0);
            assertThat(source.recordings()).isEqualTo(12);
            assertThat(source.heldOut()).isEqualTo(3);
            assertThat(source.trainSamples()).isEqualTo(18);
            assertThat(source.skipped()).isEqualTo(new TelemetryEvent.Skipped(1, Map.of("broken.wav", "is empty")));
            assertThat(source.labels()).isEqualTo(Map.of("digit", new TelemetryEvent.Label(3, false)));
            assertThat(service.getBean(SoleraStreams.class).control().newest("source"))
                    .hasValueSatisfying(note -> assertThat(note).contains("{\"digit\":[\"0\",\"1\",\"2\"]}"));
            assertThat(source.listingHash())
                    .isEqualTo(service.getBean(Corpus.class).listing().hash());
        }
    }

    @Test
    void shouldWaitAtTheLagBoundUntilTheFirstModuleHasConsumed() throws Exception {
        try (var service = start("ingest-lag", 1, "--solera.ingest.steps=20")) {
            listen(service);

            // given nobody who consumes
            await().until(() -> published() == TestIngest.LAG_BOUND);
            awaitPositions(3);
            assertThat(published()).isEqualTo(TestIngest.LAG_BOUND);

            // when somebody does
            List<Sample> arrived = TestIngest.consumeAll(service, Integer.MAX_VALUE);

            // then
            assertThat(TestIngest.count(arrived, Purpose.TRAIN)).isEqualTo(80);
        }
    }

    /** The command is there before the first sample, and holds over a restart. */
    @Test
    void shouldFeedNothingWhileItIsPausedAndTheSameSamplesWhenItGoesOn() throws Exception {
        // given
        String pause = "{\"id\": \"1\", \"state\": \"paused\", \"by\": \"a test\", \"time\": 1}";
        try (var service = start("ingest-paused", 1, "--solera.ingest.steps=6")) {
            service.getBean(SoleraStreams.class).control().put("command/ingest", pause);
            await().until(() -> told(service).containsValue("paused"));
        }
        try (var service = start("ingest-paused", 1, "--solera.ingest.steps=6")) {
            listen(service);
            await().untilAsserted(() -> assertThat(told(service))
                    .containsEntry("state", "paused")
                    .containsEntry("cause", "told to pause by a test"));
            await().until(() -> !told(TelemetryEvent.Paused.class).isEmpty());
            awaitPositions(3);
            long published = published();
            if (published > 0) {
                TestIngest.consume(service, (int) published); // so that nothing but the command holds it up
            }
            awaitPositions(3);
            assertThat(published()).isEqualTo(published);

            // when
            service.getBean(SoleraStreams.class).control().put("command/ingest", pause.replace("paused", "running"));
            List<Sample> arrived = TestIngest.consumeAll(service, Integer.MAX_VALUE);

            // then
            List<Sample> expected = TestIngest.expected(service, new RunLength.Steps(6));
            assertThat(arrived).hasSameSizeAs(expected);
            for (int i = 0; i < expected.size(); i++) {
                assertThat(arrived.get(i).values()).isEqualTo(expected.get(i).values());
            }
        }
    }

    private static Map<String, Object> told(ConfigurableApplicationContext service) {
        return service.getBean(Lifecycle.class).health().getDetails();
    }

    @Test
    void shouldGoOnWithTheEvaluationPassWhenLearningIsEndedEarly() throws Exception {
        try (var service = start("ingest-early", 1)) {
            List<Sample> arrived = TestIngest.consumeAll(service, 10);

            assertThat(arrived).extracting(Sample::purpose).contains(Purpose.EVALUATE_HELD_OUT);
            assertThat(TestIngest.count(arrived, Purpose.TRAIN)).isBetween(5L, 100L);
        }
    }

    @Test
    void shouldGoOnWithTheEvaluationPassWhenTimeIsUp() throws Exception {
        try (var service = start("ingest-minutes", 1, "--solera.ingest.minutes=0.01")) {
            List<Sample> arrived = TestIngest.consumeAll(service, Integer.MAX_VALUE);

            assertThat(arrived).extracting(Sample::purpose).contains(Purpose.TRAIN, Purpose.EVALUATE_HELD_OUT);
        }
    }

    @Test
    void shouldEndAtOnceWhenItIsStopped() throws Exception {
        Ingest ingest;
        Lifecycle life;
        try (var service = start("ingest-stop", 1)) {
            ingest = service.getBean(Ingest.class);
            life = service.getBean(Lifecycle.class);
            listen(service);
            await().until(() -> published() == TestIngest.LAG_BOUND);
        }

        assertThatThrownBy(() -> ingest.completion().join()).hasCauseInstanceOf(CancellationException.class);
        assertThat(life.health().getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
        assertThat(ingest.isRunning()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void shouldGoOnBehindWhatIsInTheTopicWhenRestarted(int partitions) throws Exception {
        // given a run that was stopped twice, once in the middle of learning and once in the evaluation pass
        String name = "ingest-again-" + partitions;
        for (int taken : new int[] {11, 47}) {
            try (var service = start(name, partitions, "--solera.ingest.steps=8")) {
                TestIngest.consume(service, taken);
            }
        }

        // when
        try (var service = start(name, partitions, "--solera.ingest.steps=8")) {
            List<Sample> arrived = TestIngest.consumeAll(service, Integer.MAX_VALUE);

            // then
            List<Sample> expected = TestIngest.expected(service, new RunLength.Steps(8));
            assertThat(arrived).hasSameSizeAs(expected);
            for (int i = 0; i < expected.size(); i++) {
                assertThat(arrived.get(i).sequence()).isEqualTo(expected.get(i).sequence());
                assertThat(arrived.get(i).purpose()).isEqualTo(expected.get(i).purpose());
                assertThat(arrived.get(i).values()).isEqualTo(expected.get(i).values());
            }
        }
    }

    @Test
    void shouldKeepWhereLearningEndedWhenRestarted() throws Exception {
        // given a run of no fixed length whose learning was ended, and that was stopped then
        long learned;
        try (var service = start("ingest-ended", 1)) {
            TestIngest.consume(service, 10);
            service.getBean(Ingest.class).finishEarly();
            List<Sample> taken =
                    TestIngest.consume(service, sample -> sample.purpose().isEvaluation());
            learned = taken.size() - 1;
        }

        // when
        try (var service = start("ingest-ended", 1)) {
            List<Sample> arrived = TestIngest.consumeAll(service, Integer.MAX_VALUE);

            // then
            assertThat(arrived.stream().filter(s -> !s.purpose().isEvaluation()))
                    .hasSize((int) learned);
        }
    }

    @Test
    void shouldRefuseToGoOnWhenTheListingHasChanged() throws Exception {
        // given
        Path data = folder.resolve("changing");
        for (int i = 0; i < 12; i++) {
            Audio.wav(data.resolve("%d.wav".formatted(i)), 8000, Audio.tone(200 + 50 * i, 8000, 9000));
        }
        String[] settings = {
            "--solera.ingest.source=" + data, "--solera.ingest.held-out=none", "--solera.ingest.epochs=50"
        };
        try (var service = start("ingest-changed", 1, settings)) {
            TestIngest.consume(service, 5);
        }
        Audio.wav(data.resolve("12.wav"), 8000, Audio.tone(900, 8000, 9000));

        // when
        try (var service = start("ingest-changed", 1, settings)) {
            Ingest ingest = service.getBean(Ingest.class);

            // then
            assertThatThrownBy(() -> ingest.completion().join())
                    .hasCauseInstanceOf(InvalidSourceException.class)
                    .hasMessageContaining("listing of the source is ");
            assertThat(service.getBean(Lifecycle.class).state()).isEqualTo(Lifecycle.State.FAILED);
        }
    }

    @Test
    void shouldRefuseToGoOnWhenItsNoteCannotBeRead() throws Exception {
        // given
        try (var service = start("ingest-garbled", 1)) {
            TestIngest.consume(service, 5);
            service.getBean(SoleraStreams.class).control().put("ingest", "{\"learned\": \"many\"}");
        }

        // when
        try (var service = start("ingest-garbled", 1)) {
            Ingest ingest = service.getBean(Ingest.class);

            // then
            assertThatThrownBy(() -> ingest.completion().join())
                    .hasCauseInstanceOf(IllegalStateException.class)
                    .hasMessageEndingWith("key ingest of the run on the control topic is {\"learned\": \"many\"}; "
                            + "allowed: what ingest wrote there");
            assertThat(service.getBean(Lifecycle.class).state()).isEqualTo(Lifecycle.State.FAILED);
        }
    }

    @Test
    void shouldSayInOneLineWhyItCannotStart() {
        assertThatThrownBy(() -> start("ingest-wrong", 1, "--solera.ingest.source=" + folder.resolve("nowhere")))
                .rootCause()
                .isInstanceOf(InvalidSourceException.class)
                .hasMessageContaining("nowhere does not exist");
    }

    private ConfigurableApplicationContext start(String pipeline, int partitions, String... more) throws IOException {
        return TestIngest.start(folder, brokers, new TestIngest.Setup(pipeline, partitions), more);
    }

    private void listen(ConfigurableApplicationContext service) throws InterruptedException {
        service.getBean(SoleraStreams.class).telemetryFromBeginning("test", events::add);
    }

    private <T extends TelemetryEvent> List<T> told(Class<T> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    /** Waits until so many are told from now on: what an earlier life told may still be heard. */
    private void awaitPositions(int count) {
        long now = System.currentTimeMillis();
        await().until(() -> told(TelemetryEvent.Position.class).stream()
                        .filter(position -> position.time() > now)
                        .count()
                >= count);
    }

    private long published() {
        return told(TelemetryEvent.Position.class).stream()
                .filter(position -> position.stage() == 0)
                .mapToLong(position -> position.published().get(0))
                .max()
                .orElse(0);
    }
}
