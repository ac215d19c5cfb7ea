package dev.solera.module;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.solera.activation.Sample;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.service.KafkaBroker;
import dev.solera.service.SoleraStreams;
import dev.solera.service.consumer.ActivationConsumer;
import dev.solera.service.lifecycle.Lifecycle;
import dev.solera.service.publisher.ActivationPublisher;
import dev.solera.stream.PartitionPosition;
import dev.solera.stream.StreamItem;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;

/** A module whose disk refuses for a while what it needs: a file stands where a folder has to be. */
@ExtendWith(KafkaBroker.class)
@Timeout(120)
class DiskWaitTest {

    private final String brokers;

    @TempDir
    private Path folder;

    private Path file;

    DiskWaitTest(KafkaBroker.Address broker) {
        brokers = broker.bootstrapServers();
    }

    @BeforeEach
    void nameFile() {
        file = folder.resolve("pipeline.yaml");
    }

    @Test
    void shouldHavePublishedTheEndWhenItsParametersCannotBeWritten() throws Exception {
        // given
        PipelineDefinition pipeline = TestRun.oneModule(file, "no-output", "1e-3");
        List<Sample> input = TestRun.samples(pipeline, 8, 0);
        Files.createFile(folder.resolve("modules"));
        try (ConfigurableApplicationContext source =
                        TestRun.start(brokers, TestRun.SourceApplication.class, WebApplicationType.NONE, file);
                ConfigurableApplicationContext service = service();
                ActivationPublisher publisher =
                        source.getBean(SoleraStreams.class).publisher("source", 0);
                ActivationConsumer downstream =
                        source.getBean(SoleraStreams.class).tap("test", 1, List.of(PartitionPosition.START))) {
            Lifecycle life = service.getBean(Lifecycle.class);

            // when
            TestRun.publish(publisher, input, 1);

            // then
            assertThat(samplesToTheEnd(downstream)).isEqualTo(input.size());
            await().atMost(Duration.ofSeconds(30)).until(() -> life.state() == Lifecycle.State.PAUSED);
            assertThat(life.health().getDetails().get("cause").toString())
                    .startsWith("parameters not written: ")
                    .contains(folder.resolve("modules").toString());
            assertThat(folder.resolve("checkpoints/test/module-1"))
                    .isDirectoryContaining("glob:**/1-" + input.size() + ".checkpoint");

            // when
            Files.delete(folder.resolve("modules"));

            // then
            await().atMost(Duration.ofSeconds(30)).until(() -> life.state() == Lifecycle.State.FINISHED);
            assertThat(folder.resolve("modules/1.safetensors")).isRegularFile();
        }
    }

    @Test
    void shouldWaitForItsCheckpointFolderWhenItCannotBeRead() throws Exception {
        // given
        PipelineDefinition pipeline = TestRun.oneModule(file, "no-checkpoints", "1e-3");
        Files.createFile(folder.resolve("checkpoints"));
        try (ConfigurableApplicationContext source =
                        TestRun.start(brokers, TestRun.SourceApplication.class, WebApplicationType.NONE, file);
                ConfigurableApplicationContext service = service();
                ActivationPublisher publisher =
                        source.getBean(SoleraStreams.class).publisher("source", 0)) {
            Lifecycle life = service.getBean(Lifecycle.class);

            // when
            TestRun.publish(publisher, TestRun.samples(pipeline, 8, 0), 1);

            // then
            await().atMost(Duration.ofSeconds(30)).until(() -> life.state() == Lifecycle.State.PAUSED);
            assertThat(life.health().getDetails().get("cause").toString())
                    .startsWith("modules not acquired: ")
                    .contains(folder.resolve("checkpoints").toString());

            // when
            Files.delete(folder.resolve("checkpoints"));

            // then
            await().atMost(Duration.ofSeconds(30)).until(() -> life.state() == Lifecycle.State.FINISHED);
        }
    }

    @Test
    void shouldStayPausedUntilTheLastOfSeveralThreadsHasItsTurn() throws Exception {
        // given
        Lifecycle life = new Lifecycle("module-1", new SimpleMeterRegistry());
        life.to(Lifecycle.State.RESTORING);
        life.to(Lifecycle.State.TRAINING);
        DiskWait disk = new DiskWait(life);
        AtomicBoolean first = new AtomicBoolean();
        AtomicBoolean second = new AtomicBoolean();

        // when the second begins to wait while the first one has paused the service
        Thread checkpoint = waiting(disk, first);
        await().until(() -> life.state() == Lifecycle.State.PAUSED);
        Thread snapshot = waiting(disk, second);
        await().until(() -> snapshot.getState() == Thread.State.TIMED_WAITING);
        first.set(true);
        checkpoint.join();

        // then
        assertThat(life.state()).isEqualTo(Lifecycle.State.PAUSED);

        // when
        second.set(true);
        snapshot.join();

        // then
        assertThat(life.state()).isEqualTo(Lifecycle.State.TRAINING);
    }

    private static Thread waiting(DiskWait disk, AtomicBoolean there) {
        Thread thread = new Thread(() -> {
            try {
                disk.<Void, IOException>until("not written", () -> {
                    if (!there.get()) {
                        throw new IOException("no room");
                    }
                    return null;
                });
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        thread.start();
        return thread;
    }

    private static long samplesToTheEnd(ActivationConsumer downstream) throws InterruptedException {
        long samples = 0;
        for (Optional<StreamItem> item = downstream.take(); item.isPresent(); item = downstream.take()) {
            samples += item.get() instanceof StreamItem.Arrived ? 1 : 0;
        }
        return samples;
    }

    private ConfigurableApplicationContext service() {
        return TestRun.start(
                brokers,
                ModuleServiceApplication.class,
                WebApplicationType.NONE,
                file,
                "solera.module.number=1",
                "solera.module.output=" + folder.resolve("modules"),
                "solera.module.checkpoint.folder=" + folder.resolve("checkpoints"));
    }
}
