package dev.solera.module;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.solera.activation.Safetensors;
import dev.solera.checkpoint.Checkpoint;
import dev.solera.checkpoint.CheckpointStore;
import dev.solera.checkpoint.FolderCheckpoints;
import dev.solera.checkpoint.InvalidCheckpointException;
import dev.solera.checkpoint.Provenance;
import dev.solera.checkpoint.StaleOwnerException;
import dev.solera.learning.ModuleChain;
import dev.solera.module.ModuleProperties.Checkpointing;
import dev.solera.pipeline.ModuleRange;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.service.lifecycle.Lifecycle;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

@Timeout(60)
class SnapshotsTest {

    private static final ModuleRange MODULES = ModuleRange.of(1);

    private final Logger log = (Logger) LoggerFactory.getLogger(Snapshots.class);
    private final ListAppender<ILoggingEvent> said = new ListAppender<>();
    private final List<Throwable> lost = new CopyOnWriteArrayList<>();

    @TempDir
    private Path folder;

    private Path file;
    private PipelineDefinition pipeline;
    private SlowStore store;
    private ModuleChain chain;
    private Snapshots snapshots;

    @BeforeEach
    void begin() throws Exception {
        said.start();
        log.setLevel(Level.WARN);
        log.addAppender(said);
        file = folder.resolve("modules/1.safetensors");
        pipeline = TestRun.oneModule(folder.resolve("pipeline.yaml"), "snapshots", "1e-3");
        Provenance owner = new Provenance("run", pipeline, MODULES);
        store = new SlowStore(FolderCheckpoints.of(folder, owner, 1));
        chain = new ModuleChain(pipeline, MODULES, (report, module) -> {});
        snapshots = new Snapshots(
                owner,
                new Ownership(store, store.acquire()),
                new ModuleProperties(
                        "1",
                        "cpu",
                        file.getParent(),
                        "",
                        Duration.ofMillis(1),
                        new Checkpointing(folder, 1, Duration.ofHours(1), 1)),
                new DiskWait(new Lifecycle("module-1", new SimpleMeterRegistry())),
                new WritingThread("module-1-snapshots", lost::add));
    }

    @AfterEach
    void end() throws InterruptedException {
        store.gate.countDown();
        snapshots.close();
        chain.close();
        log.detachAppender(said);
        log.setLevel(null);
    }

    private List<String> said() {
        return List.copyOf(said.list).stream()
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    @Test
    void shouldNotHoldUpTrainingWhenTheDiskIsSlow() throws Exception {
        // given
        awaitWrite(1);
        Map<String, FloatBuffer> due = learned();

        // when
        train();
        snapshots.writeIfDue(chain);
        train();

        // then what is written is what was due, and nothing waits behind it
        assertThat(learned()).isNotEqualTo(due);
        assertThat(file).doesNotExist();
        store.gate.countDown();
        await().until(() -> Files.exists(file));
        assertThat(written()).isEqualTo(due);
        assertThat(Safetensors.read(file).metadata()).containsEntry("step", "0");
        assertThat(store.writes).hasValue(1);
    }

    /** Who says that a module has finished has left its last parameters, with no earlier ones behind them. */
    @Test
    void shouldWriteTheLastOnesAfterThoseUnderWayWhenItEnds() throws Exception {
        // given
        awaitWrite(1);
        train();

        // when
        Thread last = new Thread(this::write);
        last.start();
        await().until(() -> last.getState() == Thread.State.WAITING);
        assertThat(store.writes).hasValue(1);
        store.gate.countDown();
        last.join();

        // then
        assertThat(store.writes).hasValue(2);
        assertThat(written()).isEqualTo(learned());
        assertThat(Safetensors.read(file).metadata()).containsEntry("step", "1");
    }

    @Test
    void shouldTrainOnAndTryAgainWhenTheDiskRefuses() throws Exception {
        // given a file where the folder has to be
        store.gate.countDown();
        Files.createFile(file.getParent());

        // when
        awaitWrite(3);

        // then
        assertThat(lost).isEmpty();
        assertThat(file.getParent()).isEmptyFile();

        // when
        Files.delete(file.getParent());

        // then
        await().until(() -> {
            snapshots.writeIfDue(chain);
            return Files.exists(file);
        });
    }

    @Test
    void shouldTrainOnAndSayWhereWhenTheOwnerCannotBeRead() throws Exception {
        // given a folder whose listing breaks off, as a broken disk lets it
        store.gate.countDown();
        store.broken = Optional.of(new UncheckedIOException(new IOException("Input/output error")));

        // when
        awaitWrite(3);

        // then
        assertThat(lost).isEmpty();
        assertThat(said()).contains("parameters not written cause=\"%s: Input/output error\"".formatted(folder));

        // when
        store.broken = Optional.empty();

        // then
        await().until(() -> {
            snapshots.writeIfDue(chain);
            return Files.exists(file);
        });
    }

    @Test
    void shouldStopWithoutThemWhenTheDiskHangs() throws Exception {
        // when none is under way
        snapshots.tryToWrite(chain, Duration.ofMillis(100));

        // then
        await().untilAsserted(() -> assertThat(store.writes).hasValue(1));
        assertThat(said()).hasSize(1);

        // and when one is
        snapshots.tryToWrite(chain, Duration.ofMillis(100));

        // then
        assertThat(store.writes).hasValue(1);
        assertThat(file).doesNotExist();
        assertThat(said())
                .hasSize(2)
                .containsOnly("parameters not written folder=%s cause=\"the disk takes too long\""
                        .formatted(file.getParent()));
    }

    @Test
    void shouldWriteThemWhenItStops() throws Exception {
        // given one under way
        awaitWrite(1);
        train();

        // when
        store.gate.countDown();
        snapshots.tryToWrite(chain, Duration.ofSeconds(30));

        // then
        assertThat(written()).isEqualTo(learned());
    }

    @Test
    void shouldStopTrainingWhenAnotherProcessHasTakenTheModuleOver() throws Exception {
        // given
        store.gate.countDown();
        store.acquire();

        // when
        awaitWrite(1);

        // then one that waits for samples hears of it, as does one that goes on
        await().until(() -> !lost.isEmpty());
        assertThat(lost).hasOnlyElementsOfType(StaleOwnerException.class).hasSize(1);
        assertThatThrownBy(() -> snapshots.writeIfDue(chain)).isInstanceOf(StaleOwnerException.class);
        assertThat(file).doesNotExist();
    }

    /** Asks whether one is due until so many were begun. */
    private void awaitWrite(int number) {
        await().until(() -> {
            if (store.writes.get() < number) {
                snapshots.writeIfDue(chain);
            }
            return store.writes.get() >= number;
        });
    }

    private void write() {
        try {
            snapshots.write(chain);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void train() {
        long step = chain.step();
        TestRun.samples(pipeline, pipeline.batch(), 0).forEach(chain::accept);
        assertThat(chain.step()).isEqualTo(step + 1);
    }

    private Map<String, FloatBuffer> learned() {
        Map<String, FloatBuffer> values = new HashMap<>();
        chain.module(1)
                .parameters()
                .forEach((name, parameter) -> values.put(name, FloatBuffer.wrap(parameter.values())));
        return values;
    }

    private Map<String, FloatBuffer> written() throws IOException {
        Safetensors document = Safetensors.read(file);
        Map<String, FloatBuffer> values = new HashMap<>();
        document.names()
                .forEach(name ->
                        values.put(name, FloatBuffer.wrap(document.tensor(name).floats())));
        return values;
    }

    /** Lets nobody write before its gate is open, but for that it keeps what another store does. */
    private static final class SlowStore implements CheckpointStore {

        private final CheckpointStore store;
        private final CountDownLatch gate = new CountDownLatch(1);
        private final AtomicInteger writes = new AtomicInteger();
        private volatile Optional<UncheckedIOException> broken = Optional.empty();

        SlowStore(CheckpointStore store) {
            this.store = store;
        }

        @Override
        public void requireOwnership(long epoch) throws IOException {
            writes.incrementAndGet();
            try {
                gate.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            broken.ifPresent(cause -> {
                throw cause;
            });
            store.requireOwnership(epoch);
        }

        @Override
        public long acquire() throws IOException, InvalidCheckpointException {
            return store.acquire();
        }

        @Override
        public Optional<Checkpoint> newest(long sequences) throws IOException, InvalidCheckpointException {
            return store.newest(sequences);
        }

        @Override
        public Kept write(long epoch, Checkpoint checkpoint, long downstream) throws IOException {
            return store.write(epoch, checkpoint, downstream);
        }

        @Override
        public void discard(long epoch) throws IOException {
            store.discard(epoch);
        }
    }
}
