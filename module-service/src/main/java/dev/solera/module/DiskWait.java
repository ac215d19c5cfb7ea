package dev.solera.module;

import dev.solera.checkpoint.StaleOwnerException;
import dev.solera.service.lifecycle.Lifecycle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does again and again what the disk refuses, until there is room or the folder is back. Meanwhile the service shows that it
 * is paused, and why.
 */
final class DiskWait {

    private static final Logger LOG = LoggerFactory.getLogger(DiskWait.class);
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final Lifecycle lifecycle;
    private int waiting;
    private Lifecycle.State before = Lifecycle.State.TRAINING;

    /** Something that needs the disk, and may fail in another way too. */
    @FunctionalInterface
    interface Work<T, E extends Exception> {
        T run() throws IOException, E;
    }

    DiskWait(Lifecycle lifecycle) {
        this.lifecycle = lifecycle;
    }

    /**
     * Does it until it succeeds.
     *
     * @param refusal what to say of an attempt that did not, as in {@code checkpoint not written}
     * @throws StaleOwnerException where another process has the module now
     */
    <T, E extends Exception> T until(String refusal, Work<T, E> work)
            throws E, StaleOwnerException, InterruptedException {
        boolean paused = false;
        boolean done = false;
        try {
            while (true) {
                try {
                    T result = work.run();
                    done = true;
                    return result;
                } catch (StaleOwnerException e) {
                    throw e;
                } catch (ClosedByInterruptException e) { // the disk refuses nothing, the thread is to end
                    Thread.interrupted();
                    throw new InterruptedException(refusal);
                } catch (IOException e) {
                    paused = pause(paused, refusal, e);
                } catch (UncheckedIOException e) {
                    paused = pause(paused, refusal, e.getCause());
                }
                Thread.sleep(RETRY.toMillis());
            }
        } finally {
            if (paused) {
                leave(done);
            }
        }
    }

    /** Several threads may wait: the first one pauses the service, and the last one lets it go on. */
    private synchronized boolean pause(boolean paused, String refusal, IOException cause) {
        if (!paused) {
            String text = refusal + ": " + (cause.getMessage() == null ? cause : cause.getMessage());
            LOG.warn("paused until it can be done cause=\"{}\"", text);
            if (waiting == 0) {
                before = lifecycle.state();
                lifecycle.to(Lifecycle.State.PAUSED, text);
            }
            waiting++;
        }
        return true;
    }

    private synchronized void leave(boolean done) {
        waiting--;
        if (waiting == 0 && done) {
            lifecycle.to(before);
        }
    }
}
