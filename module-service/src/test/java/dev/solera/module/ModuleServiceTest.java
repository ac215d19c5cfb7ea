package dev.solera.module;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.solera.activation.Sample;
import dev.solera.definition.InvalidDefinitionException;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.service.KafkaBroker;
import dev.solera.service.SoleraStreams;
import dev.solera.service.event.ServiceCommand;
import dev.solera.service.event.TelemetryPublisher;
import dev.solera.service.lifecycle.Lifecycle;
import dev.solera.service.publisher.ActivationPublisher;
import dev.solera.stream.RoutedSample;
import dev.solera.stream.StreamCounts;
import dev.solera.stream.TelemetryEvent;
import dev.solera.stream.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;

/** One module's service as its operator sees it. */
@ExtendWith(KafkaBroker.class)
@Timeout(120)
class ModuleServiceTest {

    private static final int STEPS = 4;

    private final String brokers;

    @TempDir
    private Path folder;

    ModuleServiceTest(KafkaBroker.Address broker) {
        brokers = broker.bootstrapServers();
    }

    private Path file;

    @BeforeEach
    void nameFile() {
        file = folder.resolve("pipeline.yaml");
    }

    @Test
    void shouldShowMetersAndHealthWhenItHasTrained() throws Exception {
        // given
        PipelineDefinition pipeline = definition("meters");
        List<Sample> input = TestRun.samples(pipeline, STEPS * pipeline.batch(), 2);
        try (ConfigurableApplicationContext source =
                        TestRun.start(brokers, TestRun.SourceApplication.class, WebApplicationType.NONE, file);
                ConfigurableApplicationContext service = service();
                ActivationPublisher publisher =
                        source.getBean(SoleraStreams.class).publisher("source", 0)) {
            // when
            TestRun.publish(publisher, input, 1);

            // then
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() ->
                            assertThat(service.getBean(Lifecycle.class).state()).isEqualTo(Lifecycle.State.FINISHED));
            assertThat(TestRun.get(service, "/actuator/prometheus"))
                    .contains("solera_module_steps_total{module=\"1\",pipeline=\"meters\"} " + STEPS + ".0")
                    .contains("solera_module_samples_total{module=\"1\",pipeline=\"meters\"} 16.0")
                    .contains("solera_module_loss_nats{", "solera_module_bound_nats{", "solera_module_dead_channels{")
                    .contains("solera_module_contrastive_accuracy_ratio{", "solera_module_lag_samples{")
                    .contains("solera_module_learning_rate{module=\"1\",pipeline=\"meters\"} 0.001")
                    .contains("activity=\"training\"", "activity=\"waiting\"", "activity=\"publishing\"")
                    .contains("direction=\"in\"", "direction=\"out\"")
                    .contains("solera_module_placement{first=\"1\",module=\"1\",pipeline=\"meters\"} 1.0")
                    .contains("solera_module_device{device=\"cpu\",module=\"1\",pipeline=\"meters\"} 1.0")
                    .contains("solera_module_progress_steps{module=\"1\",pipeline=\"meters\"} " + STEPS + ".0")
                    .contains("solera_module_lag_bound_samples{module=\"1\",pipeline=\"meters\"} 16.0")
                    .contains("solera_module_losses_not_finite_steps_total{module=\"1\",pipeline=\"meters\"} 0.0")
                    .contains("solera_module_checkpoint_age_seconds{");
            assertThat(TestRun.get(service, "/actuator/health/liveness")).contains("\"status\":\"UP\"");
            assertThat(TestRun.get(service, "/actuator/health/readiness"))
                    .contains("\"broker\":{\"details\":{\"nodes\":1,")
                    .contains("\"lifecycle\":{\"details\":{\"state\":\"finished\"},\"status\":\"UP\"}");
        }
    }

    /** What was told over a run's days would only keep it from beginning. */
    @Test
    void shouldReadPositionsAloneOfAllThatWasToldWhenItStarts() throws Exception {
        // given
        PipelineDefinition pipeline = definition("told");
        try (ConfigurableApplicationContext source =
                        TestRun.start(brokers, TestRun.SourceApplication.class, WebApplicationType.NONE, file);
                ActivationPublisher publisher =
                        source.getBean(SoleraStreams.class).publisher("source", 0)) {
            TelemetryPublisher telemetry = source.getBean(TelemetryPublisher.class);
            telemetry.publish(new TelemetryEvent.Waiting(telemetry.run(), 1, "ingest", "told earlier"));
            telemetry.publish(new TelemetryEvent.Position(telemetry.run(), 1, 0, List.of(), List.of(100L)));
            telemetry.flush();

            // when
            try (ConfigurableApplicationContext service = service(
                    "1", "spring.kafka.consumer.properties[interceptor.classes]=" + TopicsRead.class.getName())) {
                TestRun.publish(publisher, TestRun.samples(pipeline, STEPS * pipeline.batch(), 2), 1);
                await().atMost(Duration.ofSeconds(60))
                        .untilAsserted(() -> assertThat(
                                        service.getBean(Lifecycle.class).state())
                                .isEqualTo(Lifecycle.State.FINISHED));
            }

            // then
            Topics topics = new Topics(pipeline.pipeline());
            assertThat(TopicsRead.of(pipeline.pipeline()))
                    .containsExactlyInAnyOrder(topics.activations(0), topics.positions());
        }
    }

    @Test
    void shouldReadPositionsOnceWhenAnotherModuleIsDownstream() throws Exception {
        // given
        TestRun.twoModules(file, "once");

        // when
        try (ConfigurableApplicationContext service = service("1")) {
            await().until(() -> service.getBean(Lifecycle.class).state() == Lifecycle.State.TRAINING);

            // then for its lag, for what it keeps, and for how far it may be ahead
            await().until(() -> Thread.getAllStackTraces().keySet().stream()
                            .map(Thread::getName)
                            .filter(name -> name.startsWith("module-1-") && name.contains("telemetry-in"))
                            .count()
                    == 1);
        }
    }

    @Test
    void shouldTellHowFarBackItCanBeTakenWhenAnotherModuleFeedsIt() throws Exception {
        // given
        PipelineDefinition pipeline = TestRun.twoModules(file, "fed");
        List<TelemetryEvent> heard = new CopyOnWriteArrayList<>();
        try (ConfigurableApplicationContext source =
                        TestRun.start(brokers, TestRun.SourceApplication.class, WebApplicationType.NONE, file);
                ActivationPublisher publisher =
                        source.getBean(SoleraStreams.class).publisher("source", 0);
                var listener = source.getBean(SoleraStreams.class).positionsFromBeginning("test", heard::add)) {
            // when
            try (ConfigurableApplicationContext first = service("1");
                    ConfigurableApplicationContext second = service("2")) {
                TestRun.publish(publisher, TestRun.samples(pipeline, STEPS * pipeline.batch(), 2), 1);
                for (ConfigurableApplicationContext service : List.of(first, second)) {
                    await().atMost(Duration.ofSeconds(60))
                            .until(() -> service.getBean(Lifecycle.class).state() == Lifecycle.State.FINISHED);
                }
            }
            TelemetryPublisher telemetry = source.getBean(TelemetryPublisher.class);
            var last = new TelemetryEvent.Kept(telemetry.run(), 1, 9, 0);
            telemetry.publish(last);
            await().until(() -> heard.contains(last));

            // then
            assertThat(heard)
                    .filteredOn(TelemetryEvent.Kept.class::isInstance)
                    .extracting(event -> ((TelemetryEvent.Kept) event).module())
                    .containsOnly(2, last.module());
        }
    }

    @Test
    void shouldShowEveryModuleUnderItsOwnNumberWhenTheyShareAService() throws Exception {
        // given
        PipelineDefinition pipeline = TestRun.twoModulesInOneService(file, "shared");
        List<Sample> input = TestRun.samples(pipeline, STEPS * pipeline.batch() + 1, 2);
        try (ConfigurableApplicationContext source =
                        TestRun.start(brokers, TestRun.SourceApplication.class, WebApplicationType.NONE, file);
                ConfigurableApplicationContext service = service("1-2");
                ActivationPublisher publisher =
                        source.getBean(SoleraStreams.class).publisher("source", 0)) {
            // when
            TestRun.publish(publisher, input, 1);

            // then
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() ->
                            assertThat(service.getBean(Lifecycle.class).state()).isEqualTo(Lifecycle.State.FINISHED));
            assertThat(service.getBean(Lifecycle.class).service()).isEqualTo("module-1-2");
            assertThat(TestRun.get(service, "/actuator/prometheus"))
                    .contains("solera_module_steps_total{module=\"1\",pipeline=\"shared\"} " + STEPS + ".0")
                    .contains("solera_module_steps_total{module=\"2\",pipeline=\"shared\"} " + STEPS + ".0")
                    .contains("solera_module_checkpoint_age_seconds{module=\"2\",pipeline=\"shared\"}")
                    .contains("solera_module_traffic_bytes_total{direction=\"in\",module=\"1\",pipeline=\"shared\"}")
                    .contains("solera_module_traffic_bytes_total{direction=\"out\",module=\"2\",pipeline=\"shared\"}")
                    .doesNotContain("solera_module_lag_samples{module=\"2\"", "direction=\"out\",module=\"1\"");
            assertThat(folder.resolve("checkpoints/test/module-1-2")).isNotEmptyDirectory();
            assertThat(folder.resolve("modules")).isDirectoryContaining("glob:**/1.safetensors");
            assertThat(folder.resolve("modules")).isDirectoryContaining("glob:**/2.safetensors");
        }
    }

    @Test
    void shouldFailInOneLineWhenAnotherPlacementHasItsModules() throws Exception {
        // given checkpoints of module 1 alone
        TestRun.twoModulesInOneService(file, "moved");
        Path other = Files.createDirectories(folder.resolve("checkpoints/test/module-1"));
        Files.createFile(other.resolve("1.epoch"));

        // when
        try (ConfigurableApplicationContext service = service("1")) {
            // then
            Lifecycle life = service.getBean(Lifecycle.class);
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(life.state()).isEqualTo(Lifecycle.State.FAILED));
            assertThat(life.health().getDetails().get("cause"))
                    .isEqualTo(
                            ("placement of run test is one with checkpoints in %s; allowed: the same for the whole run, "
                                            + "so that modules 1-2 have no checkpoints but in module-1-2")
                                    .formatted(other));
        }
    }

    @Test
    void shouldTurnUnhealthyWhenTheStreamHasAGapThatNothingExplains() throws Exception {
        // given
        PipelineDefinition pipeline = definition("gap");
        List<Sample> input = TestRun.samples(pipeline, 8, 0);
        try (ConfigurableApplicationContext source =
                        TestRun.start(brokers, TestRun.SourceApplication.class, WebApplicationType.NONE, file);
                ConfigurableApplicationContext service = service();
                ActivationPublisher publisher = source.getBean(SoleraStreams.class)
                        .publisher("source", 0, List.of(StreamCounts.NONE.plus(input.get(0))))) {
            Lifecycle life = service.getBean(Lifecycle.class);

            // when: the stream begins with its second sample
            publisher.publish(List.of(new RoutedSample(0, input.get(1))), 0);

            // then
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(life.health().getDetails()).containsEntry("state", "failed"));
            assertThat(life.health().getDetails().get("cause").toString()).contains("activations.0");
            assertThat(TestRun.get(service, "/actuator/health/readiness"))
                    .contains("\"status\":\"DOWN\"", "\"state\":\"failed\"", "activations.0");
            // nothing would be better for a restart
            assertThat(TestRun.get(service, "/actuator/health/liveness")).contains("\"status\":\"UP\"");
        }
    }

    @Test
    void shouldTurnUnhealthyWhenTheStreamTurnsOutToHaveAGapWhileItIsPaused() throws Exception {
        // given
        PipelineDefinition pipeline = definition("gap-paused");
        List<Sample> input = TestRun.samples(pipeline, 8, 0);
        try (ConfigurableApplicationContext source =
                        TestRun.start(brokers, TestRun.SourceApplication.class, WebApplicationType.NONE, file);
                ConfigurableApplicationContext service = service()) {
            SoleraStreams streams = source.getBean(SoleraStreams.class);
            Lifecycle life = service.getBean(Lifecycle.class);
            var command = new ServiceCommand("1", ServiceCommand.State.PAUSED, "a test", 1);
            streams.control().put(ServiceCommand.key("module-1"), command.word());
            await().untilAsserted(() -> assertThat(life.health().getDetails()).containsEntry("state", "paused"));
            try (ActivationPublisher publisher = streams.publisher("source", 0, List.of(StreamCounts.NONE))) {
                publisher.publish(List.of(new RoutedSample(0, input.get(0))), 0);
                publisher.awaitDelivered();
            }

            // when
            try (ActivationPublisher publisher = streams.publisher(
                    "source", 0, List.of(StreamCounts.NONE.plus(input.get(0)).plus(input.get(1))))) {
                publisher.publish(List.of(new RoutedSample(0, input.get(2))), 0);
                publisher.awaitDelivered();
            }

            // then
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(life.health().getDetails()).containsEntry("state", "failed"));
        }
    }

    @Test
    void shouldRefuseToStartWhenThePipelineHasNoSuchModule() throws IOException {
        definition("none");

        assertThatThrownBy(() -> TestRun.start(
                                brokers,
                                ModuleServiceApplication.class,
                                WebApplicationType.NONE,
                                file,
                                "solera.module.number=2")
                        .close())
                .hasRootCauseInstanceOf(InvalidDefinitionException.class)
                .hasRootCauseMessage("solera.module.number is 2; allowed: one of 1, the services of the placement");
    }

    private PipelineDefinition definition(String name) throws IOException {
        return TestRun.oneModule(file, name, "1e-3");
    }

    private ConfigurableApplicationContext service() {
        return service("1");
    }

    private ConfigurableApplicationContext service(String modules, String... more) {
        Stream<String> properties = Stream.of(
                "solera.module.number=" + modules,
                "solera.module.output=" + folder.resolve("modules"),
                "solera.module.checkpoint.folder=" + folder.resolve("checkpoints"),
                "server.port=0");
        return TestRun.start(
                brokers,
                ModuleServiceApplication.class,
                WebApplicationType.SERVLET,
                file,
                Stream.concat(properties, Stream.of(more)).toArray(String[]::new));
    }
}
