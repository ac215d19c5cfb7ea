package dev.solera.module;

import dev.solera.checkpoint.Checkpoint;
import dev.solera.checkpoint.CheckpointStore;
import dev.solera.checkpoint.CrashPoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
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
    private final Ownership ownership;
    private final DiskWait disk;
    private final LongSupplier downstream;
    private final Consumer<CheckpointStore.Kept> onKept;
    private final WritingThread writer;
    private final AtomicLong written = new AtomicLong();
    private long lastStep;
    private long lastTime = System.nanoTime();
    private volatile long writtenAt = System.nanoTime();
    private volatile boolean failing;

    /**
     * @param step that training goes on from
     * @param writer for these alone
     * @param downstream how far back the module downstream can be taken, in sequences over all partitions
     * @param onKept told what is kept, after every one that is written
     */
    Checkpointer(
            ModuleProperties.Checkpointing settings,
            Ownership ownership,
            long step,
            DiskWait disk,
            WritingThread writer,
            LongSupplier downstream,
            Consumer<CheckpointStore.Kept> onKept) {
        this.settings = settings;
        this.ownership = ownership;
        this.lastStep = step;
        this.disk = disk;
        this.writer = writer;
        this.downstream = downstream;
        this.onKept = onKept;
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
        if (!writer.checkWritten()) {
            return false;
        }
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
        writer.write(delivered, () -> {
            CrashPoint.AFTER_ACKNOWLEDGEMENT.reached();
            writeUntilItSucceeds(checkpoint);
        });
    }

    /**
     * Waits until the one under way is written.
     *
     * @throws IOException where it cannot be, for good
     */
    void awaitWritten() throws IOException, InterruptedException {
        writer.awaitWritten();
    }

    /** The same, for at most {@code patience}; returns whether it was written. */
    boolean awaitWritten(Duration patience) throws IOException, InterruptedException {
        return writer.awaitWritten(patience);
    }

    private void writeUntilItSucceeds(Checkpoint checkpoint) throws IOException {
        try {
            CheckpointStore.Kept kept = disk.<CheckpointStore.Kept, IOException>until("checkpoint not written", () -> {
                try {
                    return ownership.write(checkpoint, downstream.getAsLong());
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
            throw new IOException("checkpoint given up, as the service stops", e);
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

    /** Gives up what is not written, and returns when nothing is being written any more. */
    @Override
    public void close() throws InterruptedException {
        writer.close();
    }
}
