package dev.solera.module;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * A thread beside training that writes one thing at a time. Training hears of what could not be written for good when it looks
 * here next; as it may be waiting for samples, somebody else is told at once.
 */
final class WritingThread implements AutoCloseable {

    private final ExecutorService thread;
    private final Consumer<Throwable> onLost;
    private CompletableFuture<Void> underWay = CompletableFuture.completedFuture(null);

    /** Something to write. */
    @FunctionalInterface
    interface Work {
        void run() throws IOException;
    }

    /** @param onLost told, on any thread, why something could not be written, for good */
    WritingThread(String name, Consumer<Throwable> onLost) {
        this.onLost = onLost;
        this.thread = Executors.newSingleThreadExecutor(task -> {
            Thread writing = new Thread(task, name);
            writing.setDaemon(true);
            return writing;
        });
    }

    /**
     * Looks whether what was handed over last is written.
     *
     * @return false while it is under way
     * @throws IOException where it cannot be, for good
     */
    boolean checkWritten() throws IOException, InterruptedException {
        if (!underWay.isDone()) {
            return false;
        }
        awaitWritten();
        return true;
    }

    /**
     * Has something written; returns before that.
     *
     * @param after it is written when this is done
     * @throws IllegalStateException where something else is under way
     */
    void write(CompletableFuture<Void> after, Work work) {
        if (!underWay.isDone()) {
            throw new IllegalStateException("something is being written already; allowed: one thing at a time");
        }
        underWay = after.thenRunAsync(
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        throw new CompletionException(e);
                    }
                },
                thread);
        underWay.whenComplete((done, cause) -> {
            if (cause != null) {
                onLost.accept(cause instanceof CompletionException ? cause.getCause() : cause);
            }
        });
    }

    /** Done when what was handed over last is written; failed where it cannot be. */
    CompletableFuture<Void> written() {
        return underWay.copy();
    }

    /**
     * Waits until what is under way is written.
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
    private static IOException rethrown(Throwable cause) {
        if (cause instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof IOException io ? io : new IOException(cause);
    }

    /**
     * Gives up what is not written, and returns when nothing is being written any more: whoever reads the files then has them to
     * itself.
     */
    @Override
    public void close() throws InterruptedException {
        thread.shutdownNow();
        thread.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
    }
}
