package dev.solera.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.solera.activation.Sample;
import dev.solera.service.KafkaBroker;
import dev.solera.service.RelayedBroker;
import dev.solera.service.SoleraStreams;
import dev.solera.service.lifecycle.Lifecycle;
import dev.solera.stream.TelemetryEvent;
import dev.solera.stream.TelemetryEvent.Supply;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.ConfigurableApplicationContext;

/** The cluster of a topic that is fed from dies and comes back, beside the pipeline's own, which stays. */
@ExtendWith(KafkaBroker.class)
@Timeout(180)
class SourceOutageTest {

    /** Of 32 KiB each: more than a consumer fetches ahead. */
    private static final int RECORDS = 250;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final String brokers;
    private final List<TelemetryEvent> told = new CopyOnWriteArrayList<>();

    @TempDir
    private Path folder;

    SourceOutageTest(KafkaBroker.Address broker) {
        brokers = broker.bootstrapServers();
    }

    @Test
    void shouldWaitAndFeedEveryRecordOnceWhenTheSourcesClusterComesBack() throws Exception {
        try (RelayedBroker cluster = RelayedBroker.start()) {
            // given
            fill(cluster, RECORDS);
            List<Sample> undisturbed;
            try (var service = start("calm", cluster, "until=end")) {
                undisturbed = TestIngest.consumeAll(service, Integer.MAX_VALUE);
            }
            assertThat(undisturbed).hasSize(RECORDS);

            try (var service = start("stormy", cluster, "until=end");
                    var events = service.getBean(SoleraStreams.class).telemetryFromBeginning("test", told::add)) {
                TestIngest.consume(service, 20);
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(lags())
                                .anySatisfy(lag -> assertThat(lag.records()).isPositive()));

                // when
                cluster.goAway();
                CompletableFuture<List<Sample>> arriving = consuming(service);

                // then it waits, is healthy, and says so everywhere
                Lifecycle life = service.getBean(Lifecycle.class);
                await().atMost(PATIENCE).until(() -> life.state() == Lifecycle.State.PAUSED);
                assertThat(life.health().getStatus()).isEqualTo(Status.UP);
                assertThat(life.health().getDetails().get("cause").toString())
                        .startsWith("topic motion on " + cluster.bootstrapServers() + " cannot be reached");
                await().atMost(PATIENCE).untilAsserted(() -> {
                    assertThat(lags()).last().satisfies(lag -> {
                        assertThat(lag.supply()).isEqualTo(Supply.AWAY);
                        assertThat(lag.records()).isPositive();
                    });
                    assertThat(waits()).last().asString().startsWith("topic motion on");
                });
                assertThat(service.getBean(MeterRegistry.class)
                                .get("solera.ingest.source.idle")
                                .gauge()
                                .value())
                        .isZero();
                assertThat(arriving).isNotDone();

                // when
                cluster.comeBack();

                // then
                List<Sample> arrived = arriving.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
                EndingEarlyTest.assertSame(arrived, undisturbed);
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(waits()).last().isEqualTo(""));
            }
        }
    }

    @Test
    void shouldEndWithWhatWasFedWhenItIsAskedToEndAndTheSourcesClusterIsAway() throws Exception {
        try (RelayedBroker cluster = RelayedBroker.start()) {
            // given a run without an end, whose topic goes away
            fill(cluster, 20);
            try (var service = start("ended", cluster)) {
                TestIngest.consume(service, 16);
                cluster.goAway();
                Lifecycle life = service.getBean(Lifecycle.class);
                await().atMost(PATIENCE)
                        .until(() -> life.health().getDetails().toString().contains("cannot be reached"));

                // when
                service.getBean(Ingest.class).finishEarly();

                // then
                assertThat(TestIngest.consumeAll(service, Integer.MAX_VALUE)).hasSize(16);
                assertThat(service.getBean(Ingest.class).completion()).succeedsWithin(PATIENCE);
            }
        }
    }

    private static CompletableFuture<List<Sample>> consuming(ConfigurableApplicationContext service) {
        var thread = Executors.newSingleThreadExecutor();
        try {
            return CompletableFuture.supplyAsync(
                    () -> {
                        try {
                            return TestIngest.consumeAll(service, Integer.MAX_VALUE);
                        } catch (Exception e) {
                            throw new IllegalStateException(e);
                        }
                    },
                    thread);
        } finally {
            thread.shutdown();
        }
    }

    private List<TelemetryEvent.SourceLag> lags() {
        return told.stream()
                .filter(TelemetryEvent.SourceLag.class::isInstance)
                .map(TelemetryEvent.SourceLag.class::cast)
                .toList();
    }

    private List<String> waits() {
        return told.stream()
                .filter(TelemetryEvent.Waiting.class::isInstance)
                .map(event -> ((TelemetryEvent.Waiting) event).cause())
                .toList();
    }

    private void fill(RelayedBroker cluster, int records) throws Exception {
        TestTopics topics = new TestTopics(brokers, Map.of("bootstrap.servers", cluster.bootstrapServers()));
        topics.create("motion", 1);
        topics.produce("motion", 1, 0, records);
    }

    private ConfigurableApplicationContext start(String pipeline, RelayedBroker cluster, String... stream)
            throws Exception {
        List<String> settings = new ArrayList<>(List.of(stream));
        settings.add("kafka.bootstrap-servers=" + cluster.bootstrapServers());
        settings.add("shuffle=8");
        return new TestTopics(brokers)
                .start(
                        folder,
                        new TestIngest.Setup(pipeline, 1),
                        "motion",
                        List.of("--solera.ingest.source-patience=1h"),
                        settings.toArray(String[]::new));
    }
}
