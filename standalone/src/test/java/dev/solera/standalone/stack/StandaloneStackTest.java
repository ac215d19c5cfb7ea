package dev.solera.standalone.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.solera.gateway.GatewayApplication;
import dev.solera.pipeline.PipelineDefinitions;
import dev.solera.service.lifecycle.ServiceFailure;
import dev.solera.standalone.broker.EmbeddedBroker;
import dev.solera.standalone.stack.fake.FakeServiceApplication;
import dev.solera.stream.TelemetryEvent;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.core.env.Environment;
import org.springframework.web.client.RestClient;

class StandaloneStackTest {

    @TempDir
    private static Path folder;

    private static EmbeddedBroker broker;

    private final Queue<TelemetryEvent> events = new ConcurrentLinkedQueue<>();

    @BeforeAll
    static void startBroker() {
        broker = EmbeddedBroker.start(folder);
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @Test
    void shouldEndWhenEveryEndingServiceHasFinished() throws InterruptedException {
        // given
        List<Service> services = List.of(fake("module-1", "finished"), fake("probe", "finished"));

        // when
        try (StandaloneStack stack =
                StandaloneStack.start(settings("ends", services, "module-1", "probe"), broker.death(), events::add)) {
            stack.await();
        }

        // then
        assertThat(events)
                .extracting(event -> ((TelemetryEvent.Finished) event).service())
                .containsExactlyInAnyOrder("module-1", "probe");
    }

    @Test
    void shouldFailWithTheServicesOwnWordsWhenOneFails() {
        // given
        List<Service> services = List.of(fake("module-1", "failed"), fake("probe", "finished"));

        // when, then
        assertThatThrownBy(() -> run(settings("fails", services, "module-1", "probe"), broker.death(), events::add))
                .isInstanceOf(ServiceFailedException.class)
                .hasMessage("module-1: batch is 0; allowed: 1 or more");
    }

    @Test
    void shouldEndWithTheErrorWhenAThreadOfAServiceHasEndedForOne() throws InterruptedException {
        // given a service that goes on by itself
        List<Service> services = List.of(fake("module-1", "finished"));
        try (StandaloneStack stack =
                StandaloneStack.start(settings("broken", services, "module-1", "probe"), broker.death(), events::add)) {

            // when
            stack.bean("module-1", ServiceFailure.class).report(new OutOfMemoryError("Java heap space"));

            // then
            assertThatThrownBy(stack::await)
                    .isInstanceOf(ServiceFailedException.class)
                    .hasMessage("module-1: java.lang.OutOfMemoryError: Java heap space");
        }
    }

    @Test
    void shouldNameTheServiceAndTheCauseWhenOneDoesNotStart() {
        assertThatThrownBy(() -> StandaloneStack.start(
                        settings("refused", List.of(fake("module-1", "finished"), fake("probe", "refused")), "probe"),
                        broker.death(),
                        events::add))
                .isInstanceOf(ServiceFailedException.class)
                .hasMessage("probe: fake.says is refused; allowed: finished, failed");
    }

    @Test
    void shouldShowEveryServicesMetricsAtTheGateway() throws InterruptedException {
        // given
        Service gateway = new Service("gateway", GatewayApplication.class, true, Map.of("server.port", 0));
        List<Service> services = List.of(fake("module-1", "finished"), fake("module-2", "finished"), gateway);

        // when
        try (StandaloneStack stack = StandaloneStack.start(
                settings("metrics", services, "module-1", "module-2"), broker.death(), events::add)) {
            stack.await();
            String port = stack.bean("gateway", Environment.class).getProperty("local.server.port");
            String metrics = RestClient.create("http://127.0.0.1:" + port)
                    .get()
                    .uri("/actuator/prometheus")
                    .retrieve()
                    .body(String.class);

            // then
            assertThat(metrics)
                    .contains("fake_work_total{service=\"module-1\"} 1.0")
                    .contains("fake_work_total{service=\"module-2\"} 1.0")
                    .contains("jvm_memory_used_bytes");
        }
    }

    @Test
    void shouldKeepToItsOwnSettingsWhenTheMachineHasOthers() throws InterruptedException {
        // given
        Map<String, String> others =
                Map.of("solera.run", "another", "spring.kafka.bootstrap-servers", "127.0.0.1:1", "fake.says", "failed");
        others.forEach(System::setProperty);
        try {

            // when
            try (StandaloneStack stack = StandaloneStack.start(
                    settings("own", List.of(fake("module-1", "finished")), "module-1"), broker.death(), events::add)) {
                stack.await();

                // then
                Environment environment = stack.bean("module-1", Environment.class);
                assertThat(environment.getProperty("solera.run")).isEqualTo("own");
                assertThat(environment.getProperty("spring.kafka.bootstrap-servers"))
                        .isEqualTo(broker.bootstrapServers());
                assertThat(environment.getProperty("HOME")).isNull();
            }
        } finally {
            others.keySet().forEach(System::clearProperty);
        }
    }

    @Test
    void shouldFailWhenWhatListensCannotWriteDownWhatItHears() {
        // given
        List<Service> services = List.of(fake("module-1", "finished"));
        Consumer<TelemetryEvent> listener = event -> {
            throw new IllegalStateException("No space left on device");
        };

        // when, then
        assertThatThrownBy(() -> run(settings("deaf", services, "module-1"), broker.death(), listener))
                .isInstanceOf(ServiceFailedException.class)
                .hasMessage("record of the run: No space left on device");
    }

    @Test
    void shouldFailWithItsCauseWhenTheBrokerCannotGoOn() throws InterruptedException {
        // given
        CompletableFuture<String> death = new CompletableFuture<>();
        List<Service> services = List.of(fake("module-1", "finished"));

        // when
        try (StandaloneStack stack =
                StandaloneStack.start(settings("dies", services, "module-1", "never"), death, events::add)) {
            death.complete("No space left on device");

            // then
            assertThatThrownBy(stack::await)
                    .isInstanceOf(ServiceFailedException.class)
                    .hasMessage("broker: No space left on device");
        }
    }

    @Test
    void shouldNotStartWhenTheBrokerCannotGoOn() {
        // given
        var death = CompletableFuture.completedFuture("No space left on device");
        StackSettings nowhere = new StackSettings(
                List.of(fake("module-1", "finished")),
                Map.of("solera.run", "none", "spring.kafka.bootstrap-servers", "127.0.0.1:1"),
                Map.of("pipelineDefinition", PipelineDefinitions.load("speech-small")),
                Set.of("module-1"));

        // when, then
        assertThatThrownBy(() -> StandaloneStack.start(nowhere, death, events::add))
                .isInstanceOf(ServiceFailedException.class)
                .hasMessage("broker: No space left on device");
    }

    /** A service may fail while others still start. */
    private static void run(
            StackSettings settings, CompletableFuture<String> brokerDeath, Consumer<TelemetryEvent> listener)
            throws InterruptedException {
        try (StandaloneStack stack = StandaloneStack.start(settings, brokerDeath, listener)) {
            stack.await();
        }
    }

    private static Service fake(String name, String says) {
        return new Service(name, FakeServiceApplication.class, false, Map.of("fake.name", name, "fake.says", says));
    }

    private static StackSettings settings(String run, List<Service> services, String... ending) {
        return new StackSettings(
                services,
                Map.of("solera.run", run, "spring.kafka.bootstrap-servers", broker.bootstrapServers()),
                Map.of("pipelineDefinition", PipelineDefinitions.load("speech-small")),
                Set.of(ending));
    }
}
