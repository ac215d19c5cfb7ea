package dev.solera.module;

import dev.solera.checkpoint.Checkpoint;
import dev.solera.checkpoint.CheckpointStore;
import dev.solera.checkpoint.CrashPoint;
import dev.solera.checkpoint.InputPosition;
import dev.solera.checkpoint.StaleOwnerException;
import dev.solera.service.Lifecycle;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes checkpoints beside training, in the order that makes them exact: outputs published, all of them acknowledged,
 * checkpoint written, then what is no longer needed deleted upstream.
 *
 * <p>The training thread copies the state, which takes milliseconds, and trains on; a thread of its own waits for the
 * acknowledgements and writes. One is under way at a time. Where it cannot be written, as on a full disk, training waits at
 * its next border: what is trained and can never be kept would only have to be trained again, and the topic above would grow.
 */
final class Checkpointer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Checkpointer.class);
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final ModuleProperties.Checkpointing settings;
    private final CheckpointStore store;
    private final long epoch;
    private final Lifecycle lifecycle;
    private final Consumer<List<InputPosition>> onOldest;
    private final ExecutorService writer;
    private final AtomicLong written = new AtomicLong();
    private CompletableFuture<Void> underWay = CompletableFuture.completedFuture(null);
    private long lastStep;
    private long lastTime = System.nanoTime();
    private volatile long writtenAt = System.nanoTime();
    private volatile boolean failing;

    /**
     * @param epoch of this process's ownership
     * @param step that training goes on from
     * @param onOldest told the positions of the oldest checkpoint that is kept, once there are as many as are to be kept
     */
    Checkpointer(
            String name,
            ModuleProperties.Checkpointing settings,
            CheckpointStore store,
            long epoch,
            long step,
            Lifecycle lifecycle,
            Consumer<List<InputPosition>> onOldest) {
        this.settings = settings;
        this.store = store;
        this.epoch = epoch;
        this.lastStep = step;
        this.lifecycle = lifecycle;
        this.onOldest = onOldest;
        this.writer = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, name + "-checkpoints");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Whether one should be written at this border.
     *
     * @throws IOException where the one before could not be, for good
     */
    boolean isDue(long step) throws IOException, InterruptedException {
        if (failing) {
            awaitWritten();
        }
        if (!underWay.isDone()) {
            return false;
        }
        awaitWritten();
        boolean stepsPassed = step - lastStep >= settings.steps();
        boolean timePassed = step > lastStep
                && System.nanoTime() - lastTime >= settings.interval().toNanos();
        return stepsPassed || timePassed;
    }

    /**
     * Writes a checkpoint once its outputs are acknowledged; returns before that.
     *
     * @param delivered done when they are
     */
    void write(Checkpoint checkpoint, CompletableFuture<Void> delivered) {
        lastStep = checkpoint.state().module().step();
        lastTime = System.nanoTime();
        underWay = delivered.thenRunAsync(
                () -> {
                    CrashPoint.AFTER_ACKNOWLEDGEMENT.reached();
                    writeUntilItSucceeds(checkpoint);
                },
                writer);
    }

    /**
     * Waits until the one under way is written.
     *
     * @throws IOException where it cannot be, for good
     */
    void awaitWritten() throws IOException, InterruptedException {
        try {
            underWay.get();
        } catch (ExecutionException e) {
            throw rethrown(e.getCause());
        }
    }

    /** The same, for at most {@code patience}; returns whether it was written. */
    boolean awaitWritten(Duration patience) throws IOException, InterruptedException {
        try {
            underWay.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw rethrown(e.getCause());
        }
    }

    private static IOException rethrown(Throwable cause) {
        if (cause instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        return cause instanceof IOException io ? io : new IOException(cause);
    }

    private void writeUntilItSucceeds(Checkpoint checkpoint) {
        while (true) {
            try {
                Optional<List<InputPosition>> oldest = store.write(epoch, checkpoint);
                written.incrementAndGet();
                writtenAt = System.nanoTime();
                resume();
                oldest.ifPresent(onOldest);
                return;
            } catch (StaleOwnerException e) {
                throw new CompletionException(e);
            } catch (IOException e) {
                pause(e);
                waitToRetry();
            }
        }
    }

    private void pause(IOException cause) {
        if (!failing) {
            failing = true;
            LOG.warn("checkpoint not written, training waits cause=\"{}\"", cause.getMessage());
            lifecycle.to(Lifecycle.State.PAUSED, "checkpoint not written: " + cause.getMessage());
        }
    }

    private void resume() {
        if (failing) {
            lifecycle.to(Lifecycle.State.TRAINING);
            failing = false;
        }
    }

    private static void waitToRetry() {
        try {
            Thread.sleep(RETRY.toMillis());
        } catch (InterruptedException e) {
            throw new CompletionException(new IOException("checkpoint given up, as the service stops", e));
        }
    }

    /** Checkpoints written since the start. */
    long written() {
        return written.get();
    }

    /** Time since the newest one was written, or since the start. */
    Duration age() {
        return Duration.ofNanos(System.nanoTime() - writtenAt);
    }

    /** Gives up what is not written. */
    @Override
    public void close() {
        writer.shutdownNow();
    }
}
