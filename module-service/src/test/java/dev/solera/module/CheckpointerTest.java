package dev.solera.module;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.solera.checkpoint.Checkpoint;
import dev.solera.checkpoint.CheckpointStore;
import dev.solera.checkpoint.FolderCheckpoints;
import dev.solera.checkpoint.InputPosition;
import dev.solera.checkpoint.Provenance;
import dev.solera.checkpoint.StaleOwnerException;
import dev.solera.learning.ModuleState;
import dev.solera.learning.TrainerState;
import dev.solera.module.ModuleProperties.Checkpointing;
import dev.solera.pipeline.ModuleRange;
import dev.solera.pipeline.PipelineDefinitions;
import dev.solera.service.lifecycle.Lifecycle;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class CheckpointerTest {

    private static final Provenance OWNER =
            new Provenance("run", PipelineDefinitions.load("speech-small"), ModuleRange.of(1));

    private final Lifecycle life = new Lifecycle("module-1", new SimpleMeterRegistry());
    private final List<Throwable> lost = new CopyOnWriteArrayList<>();
    private final List<CheckpointStore.Kept> kept = new CopyOnWriteArrayList<>();

    @TempDir
    private Path folder;

    @BeforeEach
    void train() {
        life.to(Lifecycle.State.RESTORING);
        life.to(Lifecycle.State.TRAINING);
    }

    @Test
    void shouldWriteOnlyOnceItsOutputsAreAcknowledged() throws Exception {
        // given
        CheckpointStore store = new FolderCheckpoints(folder, OWNER, 1);
        CompletableFuture<Void> delivered = new CompletableFuture<>();
        try (Checkpointer checkpoints = checkpointer(store, store.acquire())) {
            // when
            checkpoints.write(checkpoint(5), delivered);

            // then
            assertThat(checkpoints.isDue(100)).isFalse();
            assertThat(checkpoints.awaitWritten(Duration.ofMillis(100))).isFalse();
            assertThat(store.newest()).isEmpty();

            // when
            delivered.complete(null);
            checkpoints.awaitWritten();

            // then
            assertThat(store.newest()).isPresent();
            assertThat(kept)
                    .containsExactly(new CheckpointStore.Kept(
                            Optional.of(checkpoint(5).positions()),
                            checkpoint(5).sequences()));
            assertThat(checkpoints.isDue(14)).isFalse();
            assertThat(checkpoints.isDue(15)).isTrue();
        }
    }

    @Test
    void shouldPauseUntilThereIsRoomWhenTheDiskIsFull() throws Exception {
        // given
        FullDisk store = new FullDisk();
        try (Checkpointer checkpoints = checkpointer(store, 1)) {
            // when
            checkpoints.write(checkpoint(5), CompletableFuture.completedFuture(null));

            // then training waits at its next border, for people to see
            await().until(() -> life.state() == Lifecycle.State.PAUSED);
            assertThat(life.health().getDetails())
                    .containsEntry("cause", "checkpoint not written: no space left on device");
            FutureTask<Boolean> due = new FutureTask<>(() -> checkpoints.isDue(100));
            Thread training = new Thread(due);
            training.start();
            await().until(() -> training.getState() == Thread.State.WAITING || due.isDone());
            assertThat(due).isNotDone();
            assertThat(checkpoints.written()).isZero();

            // when
            long room = System.nanoTime();
            store.full = false;

            // then
            assertThat(due.get()).isTrue();
            assertThat(life.state()).isEqualTo(Lifecycle.State.TRAINING);
            assertThat(checkpoints.written()).isEqualTo(1);
            assertThat(checkpoints.age()).isLessThan(Duration.ofNanos(System.nanoTime() - room));
        }
    }

    /** As at each restore, where one is being written. */
    @Test
    void shouldNotPauseWhenItIsClosedWhileItWrites() throws Exception {
        // given a file that its thread writes until it is interrupted
        CountDownLatch writing = new CountDownLatch(1);
        FullDisk store = new FullDisk();
        store.work = () -> {
            try (FileChannel file =
                    FileChannel.open(folder.resolve("written"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                while (true) {
                    file.write(ByteBuffer.allocate(1), 0);
                    writing.countDown();
                }
            }
        };
        Checkpointer checkpoints = checkpointer(store, 1);
        checkpoints.write(checkpoint(5), CompletableFuture.completedFuture(null));
        writing.await();

        // when
        checkpoints.close();

        // then
        assertThat(life.state()).isEqualTo(Lifecycle.State.TRAINING);
        assertThatThrownBy(checkpoints::awaitWritten).hasMessage("checkpoint given up, as the service stops");
    }

    @Test
    void shouldFailWhenAnotherProcessHasTakenTheModuleOver() throws Exception {
        // given
        FolderCheckpoints store = new FolderCheckpoints(folder, OWNER, 2);
        long epoch = store.acquire();
        try (Checkpointer checkpoints = checkpointer(store, epoch)) {
            new FolderCheckpoints(folder, OWNER, 2).acquire();

            // when
            checkpoints.write(checkpoint(5), CompletableFuture.completedFuture(null));

            // then
            assertThatThrownBy(checkpoints::awaitWritten)
                    .isInstanceOf(StaleOwnerException.class)
                    .hasMessageContaining("another process has taken the module over");
            assertThat(kept).isEmpty();
            assertThat(lost).hasOnlyElementsOfType(StaleOwnerException.class).hasSize(1);
        }
    }

    @Test
    void shouldCloseOnlyOnceNothingIsBeingWritten() throws Exception {
        // given a disk that answers when it likes
        FullDisk store = new FullDisk();
        store.full = false;
        store.busy = new CountDownLatch(1);
        Checkpointer checkpoints = checkpointer(store, 1);
        checkpoints.write(checkpoint(5), CompletableFuture.completedFuture(null));
        store.begun.await();

        // when
        CompletableFuture<Void> closed = CompletableFuture.runAsync(() -> close(checkpoints));

        // then
        await().during(Duration.ofMillis(300)).until(() -> !closed.isDone());

        // when
        store.busy.countDown();

        // then
        closed.join();
        assertThat(kept).hasSize(1);
    }

    private static void close(Checkpointer checkpoints) {
        try {
            checkpoints.close();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void shouldSayWhatHasEndedItsThread() throws Exception {
        // given
        Error error = new OutOfMemoryError("Cannot reserve direct buffer memory");
        FullDisk store = new FullDisk();
        store.error = Optional.of(error);
        try (Checkpointer checkpoints = checkpointer(store, 1)) {
            // when
            checkpoints.write(checkpoint(5), CompletableFuture.completedFuture(null));

            // then
            await().untilAsserted(() -> assertThat(lost).containsExactly(error));
            assertThatThrownBy(checkpoints::awaitWritten).isSameAs(error);
        }
    }

    private Checkpointer checkpointer(CheckpointStore store, long epoch) {
        var settings = new Checkpointing(folder, 10, Duration.ofHours(1), 2);
        return new Checkpointer(
                settings,
                new Ownership(store, epoch),
                0,
                new DiskWait(life),
                new WritingThread("module-1-checkpoints", lost::add),
                () -> Long.MAX_VALUE,
                kept::add);
    }

    private static Checkpoint checkpoint(long step) {
        var module = new ModuleState(step, Map.of(), new ModuleState.Optimiser(step, Map.of(), Map.of()));
        var progress = new TrainerState.Progress(8 * step, 0, false);
        return new Checkpoint(
                OWNER.at(step, 8 * step),
                new TrainerState(List.of(module), progress),
                List.of(new InputPosition(step, List.of(8 * step, 0L, 0L, 0L), 0, false)));
    }

    /** A store without room. */
    private static final class FullDisk implements CheckpointStore {

        private volatile boolean full = true;
        private volatile Optional<Error> error = Optional.empty();
        private volatile CountDownLatch busy = new CountDownLatch(0);
        private final CountDownLatch begun = new CountDownLatch(1);
        private volatile WritingThread.Work work = () -> {};

        @Override
        public long acquire() {
            return 1;
        }

        @Override
        public Optional<Checkpoint> newest(long sequences) {
            return Optional.empty();
        }

        @Override
        public void requireOwnership(long epoch) {}

        @Override
        public void discard(long epoch) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Kept write(long epoch, Checkpoint checkpoint, long downstream) throws IOException {
            begun.countDown();
            boolean interrupted = false;
            while (busy.getCount() > 0) {
                try {
                    busy.await();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            work.run();
            error.ifPresent(thrown -> {
                throw thrown;
            });
            if (full) {
                throw new IOException("no space left on device");
            }
            return new Kept(Optional.of(checkpoint.positions()), checkpoint.sequences());
        }
    }
}
