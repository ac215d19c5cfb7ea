package dev.solera.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.solera.gateway.GatewayApplication;
import dev.solera.service.KafkaBroker;
import dev.solera.service.SoleraStreams;
import dev.solera.service.event.TelemetryPublisher;
import dev.solera.stream.TelemetryEvent;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A gateway on a broker: telemetry that services publish there is what it answers and tells on, and what it is told goes there. */
@ExtendWith({KafkaBroker.class, OutputCaptureExtension.class})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
class LiveGatewayTest {

    private static final String RUN = "live-gateway";
    private static final String TOKEN = "s3cret";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Pattern PART = Pattern.compile(
            "[\"'](?:\\./|page/)?([\\w-]+\\.(?:js|css|svg))[\"'#]|[(\"](?:page/)?(fonts/[\\w-]+\\.woff2)[)\"]");

    private final HttpClient http = HttpClient.newHttpClient();
    private final JsonMapper json = JsonMapper.shared();
    private final String brokers;
    private ConfigurableApplicationContext gateway;
    private TelemetryPublisher telemetry;

    LiveGatewayTest(KafkaBroker.Address broker) {
        brokers = broker.bootstrapServers();
    }

    @BeforeAll
    void start() {
        gateway = new SpringApplicationBuilder(GatewayApplication.class)
                .run(
                        "--server.port=0",
                        "--solera.run=" + RUN,
                        "--solera.gateway.token=" + TOKEN,
                        "--logging.level.dev.solera.gateway.command=info",
                        "--spring.kafka.bootstrap-servers=" + brokers);
        telemetry = gateway.getBean(TelemetryPublisher.class);
    }

    @AfterAll
    void stop() {
        gateway.close();
    }

    @Test
    void shouldAnswerAndTellWhatServicesPublish() throws Exception {
        // given
        HttpResponse<InputStream> stream = http.send(request("/api/events").build(), BodyHandlers.ofInputStream());
        assertThat(stream.statusCode()).isEqualTo(200);
        assertThat(stream.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/event-stream");
        BufferedReader events = new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8));

        // when
        telemetry.publish(step(3, 7));

        // then
        String line = events.readLine();
        String id = "";
        while (!line.startsWith("data:") || !line.contains("\"step\":7")) {
            id = line.startsWith("id:") ? line.substring(3) : id;
            line = events.readLine();
        }
        assertThat(json.readTree(line.substring(5)).get("number").asInt()).isEqualTo(3);
        assertThat(id).matches("\\w+-\\d+");
        assertThat(get("/api/modules/3").at("/newest/loss").asDouble()).isEqualTo(2);
        assertThat(get("/api/modules").get(2)).isEqualTo(get("/api/modules/3"));
        assertThat(get("/api/modules/3/history").get("step").get(0).asLong()).isEqualTo(7);
        assertThat(get("/api/run").get("state").asString()).isEqualTo("TRAINING");

        // when
        telemetry.publish(new TelemetryEvent.Accuracy(
                RUN,
                System.currentTimeMillis(),
                6,
                "phone",
                "trained",
                true,
                0.5,
                0.4,
                0.6,
                Double.NaN,
                50,
                16,
                Double.NaN));

        // then
        await().atMost(PATIENCE).until(() -> get("/api/probes").get("labels").size() == 1);
        assertThat(get("/api/probes").at("/labels/0/rows/0/accuracy").asDouble())
                .isEqualTo(0.5);

        // when
        HttpResponse<InputStream> resumed =
                http.send(request("/api/events").header("Last-Event-ID", id).build(), BodyHandlers.ofInputStream());

        // then
        try (BufferedReader missed =
                new BufferedReader(new InputStreamReader(resumed.body(), StandardCharsets.UTF_8))) {
            String first = missed.readLine();
            while (!first.startsWith("event:")) {
                first = missed.readLine();
            }
            assertThat(first).isNotEqualTo("event:reset");
        }
        events.close();
    }

    @Test
    void shouldPutCommandsOnTheControlTopicAndIntoTheLog(CapturedOutput log) throws Exception {
        // when
        JsonNode paused = post("/api/services/module-2/pause", 202);

        // then
        assertThat(paused.get("state").asString()).isEqualTo("paused");
        String word = gateway.getBean(SoleraStreams.class)
                .control()
                .newest("command/module-2")
                .orElseThrow();
        assertThat(json.readTree(word)).isEqualTo(paused);
        assertThat(log)
                .contains("command given id=" + paused.get("id").asString()
                        + " service=module-2 state=paused by=127.0.0.1");

        // when
        JsonNode resumed = post("/api/services/module-2/resume", 202);

        // then
        assertThat(resumed.get("state").asString()).isEqualTo("running");
        assertThat(gateway.getBean(SoleraStreams.class).control().newest("command/module-2"))
                .hasValueSatisfying(newest -> assertThat(json.readTree(newest)).isEqualTo(resumed));
    }

    @Test
    void shouldAskForASnapshotThatEveryModuleCanStillPublish() throws Exception {
        // given
        telemetry.publish(step(1, 101));
        await().atMost(PATIENCE)
                .until(() -> get("/api/modules/1").at("/newest/step").asLong() == 101);

        // when
        JsonNode snapshot = post("/api/snapshots", 202);

        // then
        assertThat(snapshot.get("samples").asLong()).isEqualTo(808 + 2 * 64);
        assertThat(gateway.getBean(SoleraStreams.class).control().newest("command/snapshot"))
                .hasValueSatisfying(newest -> assertThat(json.readTree(newest)).isEqualTo(snapshot));
    }

    @Test
    void shouldRefuseWithProblemDetails() throws Exception {
        assertThat(refused(request("/api/modules/9").build(), 404)).contains("module is 9; allowed: 1 to 6");
        assertThat(refused(request("/api/modules/x").build(), 400)).contains("number");
        assertThat(refused(request("/api/modules/1/history?points=0").build(), 400))
                .contains("allowed: 1 to 2000");
        assertThat(refused(posted("/api/services/probe/pause").build(), 404)).contains("allowed: ingest, module-1");
        assertThat(refused(request("/api/nothing").build(), 404)).contains("api/nothing");
        assertThat(refused(HttpRequest.newBuilder(uri("/api/run")).build(), 401))
                .contains("token");
        assertThat(refused(HttpRequest.newBuilder(uri("/api/events")).build(), 401))
                .contains("token");
        assertThat(refused(
                        HttpRequest.newBuilder(uri("/api/services/ingest/pause"))
                                .POST(BodyPublishers.noBody())
                                .build(),
                        401))
                .contains("token");
        assertThat(refused(
                        posted("/api/services/ingest/pause")
                                .header("Sec-Fetch-Site", "cross-site")
                                .build(),
                        403))
                .contains("another site");
        assertThat(refused(
                        posted("/api/services/ingest/pause")
                                .header("Origin", "http://elsewhere.example:8080")
                                .build(),
                        403))
                .contains("another site");
    }

    @Test
    void shouldTakeNoPlaceOfAListenerWhenOnlyTheHeadIsAskedFor() throws Exception {
        // given
        int before = gateway.getBean(EventStream.class).clients();

        // when
        HttpResponse<Void> answer = http.send(
                request("/api/events")
                        .method("HEAD", BodyPublishers.noBody())
                        .timeout(Duration.ofSeconds(20))
                        .build(),
                BodyHandlers.discarding());

        // then
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/event-stream");
        // those of other tests may have been noticed to have left
        assertThat(gateway.getBean(EventStream.class).clients()).isLessThanOrEqualTo(before);
    }

    @Test
    void shouldDescribeItsInterface() throws Exception {
        assertThat(get("/v3/api-docs").get("paths").propertyNames())
                .contains(
                        "/api/run",
                        "/api/modules/{number}",
                        "/api/services/{name}/pause",
                        "/api/snapshots",
                        "/api/events");
        for (JsonNode path : get("/v3/api-docs").get("paths")) {
            for (JsonNode operation : path) {
                assertThat(operation.at("/responses/default/content").propertyNames())
                        .containsExactly("application/problem+json");
            }
        }
    }

    /** A form without a boundary cannot be read, and nobody has to. */
    @Test
    void shouldAnswerWhateverARequestSaysOfABodyThatNobodyReads() throws Exception {
        HttpRequest form = request("/api/run")
                .header("Content-Type", "multipart/form-data")
                .build();

        read(http.send(form, BodyHandlers.ofString()), 200);
    }

    @Test
    void shouldServeThePageOpenlyAndSmall() throws Exception {
        // given
        Set<String> asked = new LinkedHashSet<>();
        Deque<String> linked = new ArrayDeque<>(List.of("/"));
        long bytes = 0;

        // when
        while (!linked.isEmpty()) {
            String path = linked.remove();
            if (asked.add(path)) {
                HttpResponse<byte[]> part =
                        http.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofByteArray());
                assertThat(part.statusCode()).as(path).isEqualTo(200);
                assertThat(part.headers().firstValue("Content-Security-Policy").orElseThrow())
                        .contains("default-src 'self'");
                bytes += part.body().length;
                PART.matcher(new String(part.body(), StandardCharsets.UTF_8))
                        .results()
                        .forEach(match ->
                                linked.add("/page/" + (match.group(1) == null ? match.group(2) : match.group(1))));
            }
        }

        // then
        assertThat(asked).contains("/page/app.js", "/page/stream-worker.js", "/page/fonts/inter.woff2");
        assertThat(bytes).isLessThan(300_000);
    }

    private JsonNode get(String path) throws Exception {
        return read(http.send(request(path).build(), BodyHandlers.ofString()), 200);
    }

    private JsonNode post(String path, int status) throws Exception {
        return read(http.send(posted(path).build(), BodyHandlers.ofString()), status);
    }

    private JsonNode read(HttpResponse<String> answer, int status) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return json.readTree(answer.body());
    }

    private String refused(HttpRequest request, int status) throws Exception {
        HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
        assertThat(answer.headers().allValues("Content-Type")).isEqualTo(List.of("application/problem+json"));
        assertThat(read(answer, status).get("status").asInt()).isEqualTo(status);
        return json.readTree(answer.body()).get("detail").asString();
    }

    private HttpRequest.Builder posted(String path) {
        return request(path).POST(BodyPublishers.noBody());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(uri(path)).header("Authorization", "Bearer " + TOKEN);
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + gateway.getEnvironment().getProperty("local.server.port") + path);
    }

    private static TelemetryEvent.Step step(int module, long step) {
        return new TelemetryEvent.Step(
                RUN, System.currentTimeMillis(), module, step, 8 * step, 2, 0.5, 0.4, 0, 0.1, 0.1, 0, 0, 1000, 500);
    }
}
