package dev.solera.module;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import dev.solera.service.KafkaBroker;
import dev.solera.service.SoleraStreams;
import dev.solera.service.lifecycle.Lifecycle;
import dev.solera.service.publisher.ActivationPublisher;
import dev.solera.stream.RoutedSample;
import dev.solera.stream.TelemetryEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;

/** A module whose threads end for an error, one after the other: none may be waited for without end. */
@ExtendWith(KafkaBroker.class)
@Timeout(120)
class EndedThreadTest {

    private static final String TELEMETRY = "kafka-producer-network-thread | producer-";

    private static final String TWO_MODULES = """
            pipeline: ended-%d
            input: {kind: audio, sample-rate: 8000, window: 640}
            batch: 4
            learning-rate: 1e-3
            seed: 5
            flow: {lag-bound: 16, in-flight: 8}
            loss: {prediction-steps: 3, sub-window: 16, negatives: {form: shared, count: 10}}
            modules:
              - encoder: [{channels: 8, kernel: 10, stride: 5, padding: 2}]
              - encoder: [{channels: 8, kernel: 4, stride: 2, padding: 1}]
            """;

    private final String brokers;
    private final List<TelemetryEvent> heard = new CopyOnWriteArrayList<>();

    @TempDir
    private Path folder;

    EndedThreadTest(KafkaBroker.Address broker) {
        brokers = broker.bootstrapServers();
    }

    @AfterEach
    void throwNoMore() {
        ErrorOnThread.nowhere();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "module-1-training",
                "module-1-publisher",
                "module-1-positions",
                "module-1-activations-in-0",
                "module-1-neighbours-telemetry-in",
                "kafka-producer-network-thread | solera-module-1-activations-out",
                TELEMETRY
            })
    void shouldFailAndNoLongerBeAliveWhenAThreadHasEndedForAnError(String thread) throws Exception {
        // given
        Path file =
                Files.writeString(folder.resolve("pipeline.yaml"), TWO_MODULES.formatted(thread.hashCode() & 0xFFFF));
        PipelineDefinition pipeline = PipelineDefinitions.load(file.toString());
        try (ConfigurableApplicationContext source =
                        TestRun.start(brokers, TestRun.SourceApplication.class, WebApplicationType.NONE, file);
                ConfigurableApplicationContext service = service(file);
                ActivationPublisher publisher =
                        source.getBean(SoleraStreams.class).publisher("source", 0);
                var listener = source.getBean(SoleraStreams.class).telemetryFromBeginning("test", heard::add)) {
            Lifecycle life = service.getBean(Lifecycle.class);
            await().until(() -> life.state() == Lifecycle.State.TRAINING);
            assertThat(TestRun.get(service, "/actuator/health/liveness")).contains("\"status\":\"UP\"");

            // when
            ErrorOnThread.in(thread);
            publisher.publish(
                    TestRun.samples(pipeline, 8, 0).stream()
                            .map(sample -> new RoutedSample(0, sample))
                            .toList(),
                    0);

            // then
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(TestRun.get(service, "/actuator/health/liveness"))
                            .contains("\"status\":\"DOWN\""));
            String cause = "java.lang.OutOfMemoryError: thrown in " + thread;
            assertThat(life.health().getDetails())
                    .containsEntry("state", "failed")
                    .containsEntry("cause", cause);
            if (!thread.equals(TELEMETRY)) {
                await().until(() -> causes().contains(cause));
            }
        }
    }

    /** Samples that come later would have training look: those that wait for samples would not hear of it. */
    @ParameterizedTest
    @CsvSource({
        "module-1-checkpoints, 4, true",
        "module-1-checkpoints, 4, false",
        "module-1-snapshots, 1, true",
        "module-1-snapshots, 1, false"
    })
    void shouldFailWhenAThreadThatWritesHasEndedAndNoSampleComes(String thread, int samples, boolean error)
            throws Exception {
        // given a disk that refuses both
        Path file = Files.writeString(
                folder.resolve("pipeline.yaml"), TWO_MODULES.formatted((thread + error).hashCode() & 0xFFFF));
        PipelineDefinition pipeline = PipelineDefinitions.load(file.toString());
        Files.createFile(folder.resolve("modules"));
        Files.createDirectories(folder.resolve("checkpoints/test/module-1/1-4.checkpoint.tmp/in the way"));
        try (ConfigurableApplicationContext source =
                        TestRun.start(brokers, TestRun.SourceApplication.class, WebApplicationType.NONE, file);
                ConfigurableApplicationContext service =
                        service(file, "solera.module.checkpoint.steps=1", "solera.module.snapshot-interval=1ms");
                ActivationPublisher publisher =
                        source.getBean(SoleraStreams.class).publisher("source", 0);
                var listener = source.getBean(SoleraStreams.class).telemetryFromBeginning("test", heard::add)) {
            Lifecycle life = service.getBean(Lifecycle.class);
            await().until(() -> life.state() == Lifecycle.State.TRAINING);

            // when
            try (var ignored = new ThrowingLog(thread, error)) {
                publisher.publish(
                        TestRun.samples(pipeline, samples, 0).stream()
                                .map(sample -> new RoutedSample(0, sample))
                                .toList(),
                        0);

                // then
                await().atMost(Duration.ofSeconds(30)).until(() -> life.state() == Lifecycle.State.FAILED);
            }
            String cause = (error ? "java.lang.OutOfMemoryError: " : "") + "thrown in " + thread;
            assertThat(life.health().getDetails()).containsEntry("cause", cause);
            await().until(() -> causes().contains(cause));
        }
    }

    private List<String> causes() {
        return heard.stream()
                .filter(TelemetryEvent.Failed.class::isInstance)
                .map(event -> ((TelemetryEvent.Failed) event).cause())
                .toList();
    }

    private ConfigurableApplicationContext service(Path file, String... more) {
        Stream<String> properties = Stream.of(
                "solera.module.number=1",
                "solera.module.output=" + folder.resolve("modules"),
                "solera.module.checkpoint.folder=" + folder.resolve("checkpoints"),
                "spring.kafka.producer.properties[interceptor.classes]=" + ErrorOnThread.class.getName(),
                "spring.kafka.consumer.properties[interceptor.classes]=" + ErrorOnThread.class.getName(),
                "server.port=0");
        return TestRun.start(
                brokers,
                ModuleServiceApplication.class,
                WebApplicationType.SERVLET,
                file,
                Stream.concat(properties, Stream.of(more)).toArray(String[]::new));
    }
}
