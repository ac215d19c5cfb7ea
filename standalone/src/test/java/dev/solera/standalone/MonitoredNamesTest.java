package dev.solera.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.solera.gateway.GatewayApplication;
import dev.solera.ingest.IngestServiceApplication;
import dev.solera.module.ModuleServiceApplication;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import dev.solera.probe.ProbeApplication;
import dev.solera.standalone.broker.EmbeddedBroker;
import dev.solera.standalone.stack.Service;
import dev.solera.standalone.stack.StackSettings;
import dev.solera.standalone.stack.StandaloneStack;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.core.env.Environment;
import org.springframework.web.client.RestClient;

/**
 * Names of metrics, in {@code monitoring/} and in {@code docs/metrics.md}, against those that a running stack really has: a
 * misspelt one makes an alert that never fires.
 */
class MonitoredNamesTest {

    private static final Path DOCUMENTATION = Path.of("..", "docs", "metrics.md");

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /** Prometheus's own. */
    private static final Set<String> MADE_BY_PROMETHEUS = Set.of("up");

    @TempDir
    private static Path folder;

    private static EmbeddedBroker broker;
    private static StandaloneStack stack;

    @BeforeAll
    static void startStack() throws InterruptedException {
        broker = EmbeddedBroker.start(folder.resolve("broker"));
        stack = StandaloneStack.start(settings(), broker.death(), event -> {});
        System.gc();
    }

    @AfterAll
    static void stop() {
        stack.close();
        broker.close();
    }

    @Test
    void shouldExportEveryMetricThatADashboardAsksFor() {
        Set<String> asked = MonitoringFiles.dashboards().values().stream()
                .flatMap(dashboard -> MonitoringFiles.queries(dashboard).stream())
                .flatMap(query -> MonitoringFiles.metrics(query).stream())
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(asked).hasSizeGreaterThan(30);
        asked.removeAll(MADE_BY_PROMETHEUS);
        awaitExported(asked);
    }

    @Test
    void shouldExportOrRecordEveryMetricThatARuleAsksFor() {
        Set<String> asked = MonitoringFiles.rules().stream()
                .flatMap(rule -> MonitoringFiles.metrics(rule.get("expr").asString()).stream())
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> recorded = MonitoringFiles.rules().stream()
                .filter(rule -> rule.has("record"))
                .map(rule -> rule.get("record").asString())
                .collect(Collectors.toSet());

        assertThat(asked).hasSizeGreaterThan(10).contains("solera_module_lag_samples");
        asked.removeAll(MADE_BY_PROMETHEUS);
        asked.removeAll(recorded);
        awaitExported(asked);
    }

    @Test
    void shouldDocumentEveryMeterThatThereIsAndNoOther() throws IOException {
        // given
        Set<String> documented = new TreeSet<>();
        Matcher name = Pattern.compile("`(solera(\\.[a-z]+)+)`").matcher(Files.readString(DOCUMENTATION));
        while (name.find()) {
            documented.add(name.group(1));
        }

        // when, then
        MeterRegistry registry = stack.bean("gateway", MeterRegistry.class);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(registry.getMeters().stream()
                                .map(meter -> meter.getId().getName())
                                .filter(meter -> meter.startsWith("solera."))
                                .collect(Collectors.toSet()))
                        .containsExactlyInAnyOrderElementsOf(documented));
    }

    /** Kafka's clients show what they measure of a topic up to a minute after they first meet it. */
    private static void awaitExported(Set<String> asked) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(exported()).containsAll(asked));
    }

    private static Set<String> exported() {
        String port = stack.bean("gateway", Environment.class).getProperty("local.server.port");
        return RestClient.create("http://127.0.0.1:" + port)
                .get()
                .uri("/actuator/prometheus")
                .retrieve()
                .body(String.class)
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split("[{ ]", 2)[0])
                .collect(Collectors.toSet());
    }

    private static StackSettings settings() {
        PipelineDefinition definition = PipelineDefinitions.parse("""
                pipeline: monitored
                input: {kind: audio, sample-rate: 8000, window: 1280}
                batch: 4
                learning-rate: 1e-3
                seed: 5
                loss: {prediction-steps: 3, sub-window: 16, negatives: {form: shared, count: 10}}
                modules:
                  - encoder: [{channels: 8, kernel: 10, stride: 5, padding: 2}]
                """);
        Service module = new Service(
                "module-1",
                ModuleServiceApplication.class,
                false,
                Map.of(
                        "solera.module.number",
                        1,
                        "solera.module.output",
                        folder.resolve("modules").toString(),
                        "solera.module.checkpoint.folder",
                        folder.resolve("checkpoints").toString(),
                        "solera.module.checkpoint.steps",
                        5));
        return new StackSettings(
                List.of(
                        new Service("ingest", IngestServiceApplication.class, false, Map.of()),
                        module,
                        new Service(
                                "probe", ProbeApplication.class, false, Map.of("solera.probe.report-every", "200ms")),
                        new Service("gateway", GatewayApplication.class, true, Map.of("server.port", 0))),
                Map.of("solera.run", "monitored", "spring.kafka.bootstrap-servers", broker.bootstrapServers()),
                Map.of("pipelineDefinition", definition),
                Set.of());
    }
}
