package dev.solera.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.solera.activation.Purpose;
import dev.solera.activation.Sample;
import dev.solera.ingest.corpus.Corpus;
import dev.solera.ingest.corpus.InvalidSourceException;
import dev.solera.ingest.plan.RunLength;
import dev.solera.ingest.plan.SampleSequence;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.service.ActivationConsumer;
import dev.solera.service.KafkaBroker;
import dev.solera.service.Lifecycle;
import dev.solera.service.SoleraStreams;
import dev.solera.service.TelemetryPublisher;
import dev.solera.stream.StreamItem;
import dev.solera.stream.TelemetryEvent;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.ConfigurableApplicationContext;

/** The service as it runs, on a broker; the test plays the first module. */
@ExtendWith(KafkaBroker.class)
@Timeout(120)
class IngestServiceTest {

    private static final int LAG_BOUND = 16;

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
            List<Sample> arrived = consumeAll(service, Integer.MAX_VALUE);

            // then
            List<Sample> expected = expected(service, new RunLength.Steps(6));
            assertThat(arrived).hasSameSizeAs(expected);
            for (int i = 0; i < expected.size(); i++) {
                assertThat(arrived.get(i).sequence()).isEqualTo(expected.get(i).sequence());
                assertThat(arrived.get(i).purpose()).isEqualTo(expected.get(i).purpose());
                assertThat(arrived.get(i).recording()).isEqualTo(expected.get(i).recording());
                assertThat(arrived.get(i).values()).isEqualTo(expected.get(i).values());
                assertThat(arrived.get(i).labels().get("phone"))
                        .isEqualTo(expected.get(i).labels().get("phone"));
            }
            assertThat(count(arrived, Purpose.TRAIN)).isEqualTo(24);
            assertThat(count(arrived, Purpose.EVALUATE_TRAIN)).isPositive().isLessThanOrEqualTo(20);
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
            List<Sample> arrived = consumeAll(service, Integer.MAX_VALUE);

            assertThat(count(arrived, Purpose.TRAIN)).isEqualTo(18);
            assertThat(count(arrived, Purpose.EVALUATE_HELD_OUT)).isEqualTo(3);
            await().untilAsserted(
                            () -> assertThat(told(TelemetryEvent.Source.class)).hasSize(1));
            TelemetryEvent.Source source = told(TelemetryEvent.Source.class).get(0);
            assertThat(source.recordings()).isEqualTo(12);
            assertThat(source.heldOut()).isEqualTo(3);
            assertThat(source.trainSamples()).isEqualTo(18);
            assertThat(source.skipped()).isEqualTo(Map.of("broken.wav", "is empty"));
            assertThat(source.labels()).isEqualTo(Map.of("digit", List.of("0", "1", "2")));
            assertThat(source.listingHash())
                    .isEqualTo(service.getBean(Corpus.class).listingHash());
        }
    }

    @Test
    void shouldWaitAtTheLagBoundUntilTheFirstModuleHasConsumed() throws Exception {
        try (var service = start("ingest-lag", 1, "--solera.ingest.steps=20")) {
            listen(service);

            // given nobody who consumes
            await().until(() -> published() == LAG_BOUND);
            long positionsThen = told(TelemetryEvent.Position.class).size();
            await().until(() -> told(TelemetryEvent.Position.class).size() >= positionsThen + 3);
            assertThat(published()).isEqualTo(LAG_BOUND);

            // when somebody does
            List<Sample> arrived = consumeAll(service, Integer.MAX_VALUE);

            // then
            assertThat(count(arrived, Purpose.TRAIN)).isEqualTo(80);
        }
    }

    @Test
    void shouldGoOnWithTheEvaluationPassWhenLearningIsEndedEarly() throws Exception {
        try (var service = start("ingest-early", 1)) {
            List<Sample> arrived = consumeAll(service, 10);

            assertThat(arrived).extracting(Sample::purpose).contains(Purpose.EVALUATE_HELD_OUT);
            assertThat(count(arrived, Purpose.TRAIN)).isBetween(5L, 100L);
        }
    }

    @Test
    void shouldGoOnWithTheEvaluationPassWhenTimeIsUp() throws Exception {
        try (var service = start("ingest-minutes", 1, "--solera.ingest.minutes=0.01")) {
            List<Sample> arrived = consumeAll(service, Integer.MAX_VALUE);

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
            await().until(() -> published() == LAG_BOUND);
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
                consume(service, taken);
            }
        }

        // when
        try (var service = start(name, partitions, "--solera.ingest.steps=8")) {
            List<Sample> arrived = consumeAll(service, Integer.MAX_VALUE);

            // then
            List<Sample> expected = expected(service, new RunLength.Steps(8));
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
            consume(service, 10);
            service.getBean(Ingest.class).finishEarly();
            List<Sample> taken = consume(service, sample -> sample.purpose().isEvaluation());
            learned = taken.size() - 1;
        }

        // when
        try (var service = start("ingest-ended", 1)) {
            List<Sample> arrived = consumeAll(service, Integer.MAX_VALUE);

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
            consume(service, 5);
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
            consume(service, 5);
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

    private static List<Sample> consume(ConfigurableApplicationContext service, int samples) throws Exception {
        AtomicInteger taken = new AtomicInteger();
        return consume(service, sample -> taken.incrementAndGet() == samples);
    }

    /** Plays module 1 for a while: takes samples from the beginning to the last one, and tells its position. */
    private static List<Sample> consume(ConfigurableApplicationContext service, Predicate<Sample> last)
            throws Exception {
        List<Sample> arrived = new ArrayList<>();
        TelemetryPublisher telemetry = service.getBean(TelemetryPublisher.class);
        try (ActivationConsumer consumer = service.getBean(SoleraStreams.class).consumer("module-1", 0)) {
            boolean over = false;
            while (!over) {
                if (consumer.take().orElseThrow() instanceof StreamItem.Arrived sample) {
                    arrived.add(sample.sample());
                    over = last.test(sample.sample());
                }
                telemetry.publish(new TelemetryEvent.Position(
                        telemetry.run(), System.currentTimeMillis(), 1, consumer.taken(), List.of()));
            }
        }
        return arrived;
    }

    /** Plays module 1: takes everything, tells its position after every sample; ends learning after some, if asked. */
    private static List<Sample> consumeAll(ConfigurableApplicationContext service, int finishAfter) throws Exception {
        List<Sample> arrived = new ArrayList<>();
        TelemetryPublisher telemetry = service.getBean(TelemetryPublisher.class);
        try (ActivationConsumer consumer = service.getBean(SoleraStreams.class).consumer("module-1", 0)) {
            for (Optional<StreamItem> item = consumer.take(); item.isPresent(); item = consumer.take()) {
                if (item.orElseThrow() instanceof StreamItem.Arrived sample) {
                    arrived.add(sample.sample());
                }
                telemetry.publish(new TelemetryEvent.Position(
                        telemetry.run(), System.currentTimeMillis(), 1, consumer.taken(), List.of(0L)));
                if (arrived.size() == finishAfter) {
                    service.getBean(Ingest.class).finishEarly();
                }
            }
        }
        return arrived;
    }

    private static List<Sample> expected(ConfigurableApplicationContext service, RunLength length) {
        var sequence = new SampleSequence(
                service.getBean(PipelineDefinition.class), service.getBean(Corpus.class), length, 20);
        List<Sample> samples = new ArrayList<>();
        for (Optional<Sample> next = sequence.next(); next.isPresent(); next = sequence.next()) {
            samples.add(next.orElseThrow());
        }
        return samples;
    }

    private ConfigurableApplicationContext start(String pipeline, int partitions, String... more) throws IOException {
        Path definition =
                Files.writeString(folder.resolve(pipeline + ".yaml"), """
                pipeline: %s
                input: {kind: audio, sample-rate: 8000, window: 8192}
                batch: 4
                learning-rate: 1e-3
                seed: 1
                wire: {partitions: %d}
                flow: {lag-bound: %d, in-flight: 4}
                loss: {prediction-steps: 2, sub-window: 16, negatives: {form: shared, count: 8}}
                modules:
                  - encoder: [{channels: 4, kernel: 8, stride: 4, padding: 2}]
                """.formatted(pipeline, partitions, LAG_BOUND));
        List<String> arguments = new ArrayList<>(List.of(more));
        arguments.add("--solera.pipeline=" + definition);
        arguments.add("--solera.ingest.evaluation-limit=20");
        arguments.add("--spring.kafka.bootstrap-servers=" + brokers);
        return new SpringApplicationBuilder(IngestServiceApplication.class)
                .web(WebApplicationType.NONE)
                .run(arguments.toArray(String[]::new));
    }

    private void listen(ConfigurableApplicationContext service) throws InterruptedException {
        service.getBean(SoleraStreams.class).telemetryFromBeginning("test", events::add);
    }

    private <T extends TelemetryEvent> List<T> told(Class<T> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    private long published() {
        return told(TelemetryEvent.Position.class).stream()
                .filter(position -> position.stage() == 0)
                .mapToLong(position -> position.published().get(0))
                .max()
                .orElse(0);
    }

    private static long count(List<Sample> samples, Purpose purpose) {
        return samples.stream().filter(sample -> sample.purpose() == purpose).count();
    }
}
