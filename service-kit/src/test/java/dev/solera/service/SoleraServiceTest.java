package dev.solera.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.solera.definition.InvalidDefinitionException;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import dev.solera.service.broker.BrokerUnavailableException;
import dev.solera.service.broker.KafkaClients;
import dev.solera.service.broker.MissingTopicsException;
import dev.solera.service.broker.TopicProvisioner;
import dev.solera.service.event.TelemetryPublisher;
import dev.solera.stream.RecordLimits;
import dev.solera.stream.TelemetryEvent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

@ExtendWith({KafkaBroker.class, OutputCaptureExtension.class})
@Timeout(60)
class SoleraServiceTest {

    private static final int SERVICES = 4;

    @TempDir
    private Path folder;

    private final String brokers;

    SoleraServiceTest(KafkaBroker.Address broker) {
        brokers = broker.bootstrapServers();
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class Service {}

    private static ConfigurableApplicationContext start(String... settings) {
        return new SpringApplicationBuilder(Service.class)
                .web(WebApplicationType.NONE)
                .properties("spring.main.banner-mode=off")
                .run(settings);
    }

    @Test
    void shouldHearWhatItTellsWhenStartedWithOrdinaryKafkaSettings() throws Exception {
        // given
        try (var context = start("--spring.kafka.bootstrap-servers=" + brokers, "--solera.run=r7")) {
            BlockingQueue<TelemetryEvent> heard = new ArrayBlockingQueue<>(10);
            var telemetry = context.getBean(TelemetryPublisher.class);
            var event = new TelemetryEvent.Failed("r7", 1, "probe", "cause");
            try (var ignored = context.getBean(SoleraStreams.class).telemetryFromBeginning("test", heard::add)) {
                // when
                telemetry.publish(new TelemetryEvent.Failed("another", 1, "probe", "cause"));
                telemetry.publish(event);

                // then
                assertThat(heard.take()).isEqualTo(event);
                assertThat(telemetry.run()).isEqualTo("r7");
            }
        }
    }

    @Test
    void shouldCreateTopicsForTheLargestRecordsWhenAStreamIsAskedFor() throws Exception {
        // given
        try (var context = start("--spring.kafka.bootstrap-servers=" + brokers, "--solera.pipeline=speech")) {
            PipelineDefinition speech = context.getBean(PipelineDefinition.class);

            // when several services ask at once
            CyclicBarrier start = new CyclicBarrier(SERVICES);
            Callable<Boolean> service = () -> {
                var own =
                        new TopicProvisioner(speech, context.getBean(KafkaClients.class), true, Duration.ofSeconds(30));
                start.await();
                own.ensure("solera.speech.telemetry");
                return true;
            };
            ExecutorService services = Executors.newFixedThreadPool(SERVICES);
            for (Future<Boolean> asked : services.invokeAll(Collections.nCopies(SERVICES, service))) {
                assertThat(asked.get()).isTrue();
            }
            services.shutdown();

            // then
            Map<String, String> first = settings(context, "solera.speech.activations.1");
            assertThat(first)
                    .containsEntry(
                            "max.message.bytes", "" + RecordLimits.of(speech, 1).batchBytes())
                    .containsEntry("retention.ms", "-1")
                    .containsEntry("retention.bytes", "-1")
                    .containsEntry("segment.bytes", "67108864");
            // room for 10,000 samples of 256 x 128 floats, as nobody deletes from the top
            assertThat(settings(context, "solera.speech.activations.6")).containsEntry("retention.bytes", "1310720000");
            assertThat(settings(context, "solera.speech.control")).containsEntry("cleanup.policy", "compact");
            assertThat(settings(context, "solera.speech.activations.0.dlt")).isNotEmpty();
            assertThat(settings(context, "solera.speech.telemetry"))
                    .containsEntry("retention.ms", "-1")
                    .containsEntry("retention.bytes", "1073741824");
        }
    }

    private static Map<String, String> settings(ConfigurableApplicationContext context, String topic) throws Exception {
        var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        try (var admin = context.getBean(KafkaClients.class).admin("", Map.of())) {
            Config config = admin.describeConfigs(List.of(resource)).all().get().get(resource);
            return config.entries().stream().collect(Collectors.toMap(e -> e.name(), e -> String.valueOf(e.value())));
        }
    }

    @Test
    void shouldSayInOneLineWhatIsWrongWhenTheDefinitionIs(CapturedOutput output) {
        // when
        assertThatThrownBy(() -> start("--solera.pipeline=no-such-pipeline")).isInstanceOf(Exception.class);

        // then
        assertThat(output.getErr().lines().filter(line -> line.startsWith("error: ")))
                .singleElement()
                .asString()
                .contains("no-such-pipeline");
        assertThat(output.getAll()).doesNotContain("\tat dev.solera.");
    }

    @Test
    void shouldNameTheSettingWhenTheRunIsNoName() {
        assertThatThrownBy(() -> new SoleraProperties("speech", "", "a b", Duration.ZERO, true))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessageStartingWith("solera.run is a b; allowed: ");
    }

    @Test
    void shouldPlaceModulesAsTheSettingsSay() {
        assertThat(placed("1-2, 3-6").placement()).hasToString("1-2,3-6");
        assertThat(placed("").placement()).hasToString("1,2,3,4,5,6");
    }

    @Test
    void shouldNameTheSettingWhenModulesCannotBePlacedSo() {
        assertThatThrownBy(() -> placed("1-2"))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessage("solera.placement is 1-2; allowed: the modules 1 to 6, each once and in order");
    }

    @Test
    void shouldRefuseADefinitionWhoseArithmeticIsLeftToEachService() throws IOException {
        String speech = PipelineDefinitions.format(PipelineDefinitions.load("speech"));
        Path file = Files.writeString(folder.resolve("auto.yaml"), "arithmetic: auto\n" + speech);
        SoleraProperties properties = new SoleraProperties(file.toString(), "", "main", Duration.ZERO, true);

        assertThatThrownBy(properties::definition)
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessage("arithmetic is auto; allowed: float32, bfloat16 here: only who begins a run may choose,"
                        + " for all of its services");
    }

    private static PipelineDefinition placed(String placement) {
        return new SoleraProperties("speech", placement, "main", Duration.ZERO, true).definition();
    }

    @Test
    void shouldUseTopicsOnlyOnceAnotherServiceHasCreatedThemWhenItMayNot() throws Exception {
        // given
        Path definition = Files.writeString(
                folder.resolve("later.yaml"),
                bundled("speech-small").replace("pipeline: speech-small", "pipeline: created-later"));
        String broker = "--spring.kafka.bootstrap-servers=" + brokers;
        String pipeline = "--solera.pipeline=" + definition;
        try (var creator = start(broker, pipeline);
                var other = start(broker, pipeline, "--solera.create-topics=false", "--solera.broker-wait=5s")) {
            var streams = other.getBean(SoleraStreams.class);

            // when nobody has
            assertThatThrownBy(streams::control)
                    .isInstanceOf(MissingTopicsException.class)
                    .hasMessageContaining("nobody created solera.created-later.control")
                    .hasMessageContaining("allowed: topics that are there, or solera.create-topics");

            // when somebody has
            creator.getBean(SoleraStreams.class).control();

            // then
            streams.control().put("key", "word");
            assertThat(streams.control().newest("key")).contains("word");
        }
    }

    private static String bundled(String name) throws IOException {
        try (InputStream definition = PipelineDefinition.class.getResourceAsStream("/pipelines/" + name + ".yaml")) {
            return new String(definition.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void shouldGiveUpWhenNoBrokerAnswersInTime() {
        // given
        try (var context = start("--spring.kafka.bootstrap-servers=localhost:1", "--solera.broker-wait=1s")) {
            var streams = context.getBean(SoleraStreams.class);

            // when, then
            assertThatThrownBy(() -> streams.publisher("ingest", 0))
                    .isInstanceOf(BrokerUnavailableException.class)
                    .hasMessageContaining("spring.kafka.bootstrap-servers is")
                    .hasMessageContaining("localhost:1");
        }
    }
}
