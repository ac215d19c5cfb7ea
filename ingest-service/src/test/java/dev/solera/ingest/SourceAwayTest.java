package dev.solera.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.solera.activation.Sample;
import dev.solera.media.audio.Audio;
import dev.solera.service.KafkaBroker;
import dev.solera.service.SoleraStreams;
import dev.solera.service.consumer.ActivationConsumer;
import dev.solera.service.event.TelemetryPublisher;
import dev.solera.service.lifecycle.Lifecycle;
import dev.solera.stream.StreamItem;
import dev.solera.stream.TelemetryEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.ConfigurableApplicationContext;

/** A folder that goes away while it is fed from, as those of network file systems do; on a broker. */
@ExtendWith(KafkaBroker.class)
@Timeout(120)
class SourceAwayTest {

    private static final int RECORDINGS = 12;
    private static final int LAG_BOUND = 16;

    @TempDir
    private Path folder;

    private final String brokers;
    private final List<TelemetryEvent.Waiting> told = new CopyOnWriteArrayList<>();

    SourceAwayTest(KafkaBroker.Address broker) {
        brokers = broker.bootstrapServers();
    }

    @Test
    void shouldWaitAndFeedEverySampleWhenTheFolderComesBack() throws Exception {
        // given a run that stands at the lag bound
        try (ConfigurableApplicationContext service = start("source-back", "1h")) {
            service.getBean(SoleraStreams.class).telemetryFromBeginning("test", event -> {
                if (event instanceof TelemetryEvent.Waiting wait) {
                    told.add(wait);
                }
            });
            Lifecycle lifecycle = service.getBean(Lifecycle.class);
            Ingest ingest = service.getBean(Ingest.class);
            try (Consuming module = new Consuming(service)) {
                module.takeOne();

                // when
                Files.move(folder.resolve("recordings"), folder.resolve("elsewhere"));
                module.takeUntil(() -> lifecycle.state() == Lifecycle.State.PAUSED);

                // then it says why, and is not dead
                assertThat(lifecycle.health().getStatus()).isEqualTo(Status.UP);
                assertThat(lifecycle.health().getDetails().get("cause").toString())
                        .contains("cannot be reached");
                await().untilAsserted(() -> assertThat(told)
                        .singleElement()
                        .satisfies(wait -> assertThat(wait.cause()).contains("recordings")));

                // and goes on where it was
                Files.move(folder.resolve("elsewhere"), folder.resolve("recordings"));
                module.takeUntil(() -> ingest.completion().isDone());
                assertThat(ingest.completion().join())
                        .containsEntry("train", 3L * RECORDINGS)
                        .containsEntry("skipped", 0L);
                await().untilAsserted(() -> assertThat(told)
                        .last()
                        .satisfies(wait -> assertThat(wait.cause()).isEmpty()));
            }
        }
    }

    @Test
    void shouldFailInASentenceWhenTheFolderStaysAway() throws Exception {
        try (ConfigurableApplicationContext service = start("source-gone", "1s")) {
            Ingest ingest = service.getBean(Ingest.class);
            try (Consuming module = new Consuming(service)) {
                module.takeOne();
                Files.move(folder.resolve("recordings"), folder.resolve("elsewhere"));
                module.takeUntil(() -> ingest.completion().isDone());

                assertThatThrownBy(() -> ingest.completion().join())
                        .hasMessageContaining("cannot be reached")
                        .hasMessageEndingWith("waited for 1 s, as solera.ingest.source-patience says");
            }
        }
    }

    /** The first module, as far as ingest sees it: takes samples and says how far it is. */
    private static final class Consuming implements AutoCloseable {

        private final TelemetryPublisher telemetry;
        private final ActivationConsumer consumer;
        private final Thread thread = new Thread(this::take, "module-1");
        private final List<Sample> taken = new CopyOnWriteArrayList<>();
        private volatile int room = 1;

        Consuming(ConfigurableApplicationContext service) throws InterruptedException {
            telemetry = service.getBean(TelemetryPublisher.class);
            consumer = service.getBean(SoleraStreams.class).consumer("module-1", 0);
            thread.setDaemon(true);
            thread.start();
        }

        private void take() {
            try {
                for (Optional<StreamItem> item = consumer.take(); item.isPresent(); item = consumer.take()) {
                    if (item.orElseThrow() instanceof StreamItem.Arrived sample) {
                        taken.add(sample.sample());
                    }
                    telemetry.publish(new TelemetryEvent.Position(
                            telemetry.run(), System.currentTimeMillis(), 1, consumer.taken(), List.of(0L)));
                    await().atMost(Duration.ofMinutes(2)).until(() -> taken.size() < room);
                }
            } catch (InterruptedException | RuntimeException e) {
                Thread.currentThread().interrupt();
            }
        }

        void takeOne() {
            await().until(() -> !taken.isEmpty());
        }

        void takeUntil(Callable<Boolean> condition) {
            room = Integer.MAX_VALUE;
            await().atMost(Duration.ofMinutes(1)).until(condition);
        }

        @Override
        public void close() throws InterruptedException {
            room = Integer.MAX_VALUE;
            thread.interrupt();
            thread.join();
            consumer.close();
        }
    }

    private ConfigurableApplicationContext start(String pipeline, String patience) throws IOException {
        for (int i = 0; i < RECORDINGS; i++) {
            Audio.wav(folder.resolve("recordings/take%d.wav".formatted(i)), 8000, Audio.tone(200 + i, 8000, 8192));
        }
        Path definition = Files.writeString(folder.resolve(pipeline + ".yaml"), """
                pipeline: %s
                input: {kind: audio, sample-rate: 8000, window: 8192}
                batch: 4
                learning-rate: 1e-3
                seed: 1
                flow: {lag-bound: %d, in-flight: 4}
                loss: {prediction-steps: 2, sub-window: 16, negatives: {form: shared, count: 8}}
                modules:
                  - encoder: [{channels: 4, kernel: 8, stride: 4, padding: 2}]
                """.formatted(pipeline, LAG_BOUND));
        List<String> arguments = new ArrayList<>();
        Map.of(
                        "solera.pipeline",
                        definition.toString(),
                        "solera.ingest.source",
                        folder.resolve("recordings").toString(),
                        "solera.ingest.held-out",
                        "none",
                        "solera.ingest.cache",
                        "0B",
                        "solera.ingest.epochs",
                        "3",
                        "solera.ingest.source-patience",
                        patience,
                        "spring.kafka.bootstrap-servers",
                        brokers)
                .forEach((key, value) -> arguments.add("--%s=%s".formatted(key, value)));
        return new SpringApplicationBuilder(IngestServiceApplication.class)
                .web(WebApplicationType.NONE)
                .run(arguments.toArray(String[]::new));
    }
}
