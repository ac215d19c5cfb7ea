package dev.solera.standalone.train;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jline.utils.Signals;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ctrl-C while a run lasts: the first one ends the learning early, so that what is there is evaluated; a second one, or one
 * before anything can have been trained, stops the process, after as much cleaning up as can be done quickly; the one after
 * that does not even wait for it.
 */
final class Interrupts implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Interrupts.class);
    private static final String SIGNAL = "INT";
    private static final int STATUS = 130;

    /** How long cleaning up may take, however much of it is left. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final AtomicReference<Runnable> next = new AtomicReference<>(this::stop);
    private final Object before = Signals.register(SIGNAL, this::interrupted);
    private volatile Runnable cleanUp;

    private Interrupts(Runnable cleanUp) {
        this.cleanUp = cleanUp;
    }

    /** @param cleanUp what has to be done before the process stops */
    static Interrupts listen(Runnable cleanUp) {
        return new Interrupts(cleanUp);
    }

    /** From now on something else is to be done before the process stops. */
    void cleanUpWith(Runnable newCleanUp) {
        cleanUp = newCleanUp;
    }

    /** From now on something may have been trained: the next Ctrl-C does this, and the one after that cleans up and stops. */
    void endGentlyWith(Runnable finishEarly, Runnable newCleanUp) {
        cleanUp = newCleanUp;
        next.set(finishEarly);
    }

    private void interrupted() {
        next.getAndSet(this::stop).run();
    }

    private void stop() {
        next.set(Interrupts::halt);
        Thread cleaning = new Thread(cleanUp, "stopping");
        cleaning.setUncaughtExceptionHandler((thread, e) -> LOG.error("not everything is cleaned up", e));
        cleaning.start();
        try {
            cleaning.join(PATIENCE.toMillis());
        } catch (InterruptedException e) {
            LOG.warn("interrupted while cleaning up", e);
        }
        halt();
    }

    private static void halt() {
        Runtime.getRuntime().halt(STATUS);
    }

    @Override
    public void close() {
        Signals.unregister(SIGNAL, before);
    }
}
