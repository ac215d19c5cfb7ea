package dev.solera.module;

import dev.solera.checkpoint.Checkpoint;
import dev.solera.checkpoint.CheckpointStore;
import dev.solera.checkpoint.CrashPoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Writes checkpoints beside training, in the order that makes them exact: outputs published, all of them acknowledged,
 * checkpoint written, then what is no longer needed deleted upstream.
 *
 * <p>The training thread copies the state, which takes milliseconds, and trains on; a thread of its own waits for the
 * acknowledgements and writes. One is under way at a time. Where it cannot be written, as on a full disk, training waits at
 * its next border: what is trained and can never be kept would only have to be trained again, and its input topic would grow.
 */
final class Checkpointer implements AutoCloseable {

    private final ModuleProperties.Checkpointing settings;
    private final CheckpointStore store;
    private final long epoch;
    private final DiskWait disk;
    private final Consumer<Throwable> onLost;
    private final LongSupplier downstream;
    private final Consumer<CheckpointStore.Kept> onKept;
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
     * @param onLost told, on any thread, why one could not be written, for good
     * @param downstream how far back the module downstream can be taken, in sequences over all partitions
     * @param onKept told what is kept, after every one that is written
     */
    Checkpointer(
            String name,
            ModuleProperties.Checkpointing settings,
            CheckpointStore store,
            long epoch,
            long step,
            DiskWait disk,
            Consumer<Throwable> onLost,
            LongSupplier downstream,
            Consumer<CheckpointStore.Kept> onKept) {
        this.settings = settings;
        this.store = store;
        this.epoch = epoch;
        this.lastStep = step;
        this.disk = disk;
        this.onLost = onLost;
        this.downstream = downstream;
        this.onKept = onKept;
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
        lastStep = checkpoint.state().step();
        lastTime = System.nanoTime();
        underWay = delivered.thenRunAsync(
                () -> {
                    CrashPoint.AFTER_ACKNOWLEDGEMENT.reached();
                    writeUntilItSucceeds(checkpoint);
                },
                writer);
        underWay.whenComplete((done, cause) -> {
            if (cause != null) {
                onLost.accept(unwrapped(cause));
            }
        });
    }

    private static Throwable unwrapped(Throwable cause) {
        return cause instanceof CompletionException ? cause.getCause() : cause;
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

    /** To be thrown; what is no {@link IOException} is thrown here. */
    static IOException rethrown(Throwable cause) {
        if (cause instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof IOException io ? io : new IOException(cause);
    }

    private void writeUntilItSucceeds(Checkpoint checkpoint) {
        try {
            CheckpointStore.Kept kept = disk.<CheckpointStore.Kept, IOException>until("checkpoint not written", () -> {
                try {
                    return store.write(epoch, checkpoint, downstream.getAsLong());
                } catch (IOException | UncheckedIOException e) {
                    failing = true;
                    throw e;
                }
            });
            failing = false;
            written.incrementAndGet();
            writtenAt = System.nanoTime();
            onKept.accept(kept);
        } catch (InterruptedException e) {
            throw new CompletionException(new IOException("checkpoint given up, as the service stops", e));
        } catch (IOException e) {
            throw new CompletionException(e);
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

    /**
     * Gives up what is not written, and returns when nothing is being written any more: whoever goes on from what there is then
     * has it for himself.
     */
    @Override
    public void close() throws InterruptedException {
        writer.shutdownNow();
        writer.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
    }
}
