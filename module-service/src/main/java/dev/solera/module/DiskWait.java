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
        Lifecycle.State before = lifecycle.state();
        boolean paused = false;
        while (true) {
            try {
                T done = work.run();
                if (paused) {
                    lifecycle.to(before);
                }
                return done;
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
    }

    private boolean pause(boolean paused, String refusal, IOException cause) {
        if (!paused) {
            String text = refusal + ": " + (cause.getMessage() == null ? cause : cause.getMessage());
            LOG.warn("paused until it can be done cause=\"{}\"", text);
            lifecycle.to(Lifecycle.State.PAUSED, text);
        }
        return true;
    }
}
