package dev.solera.standalone.train;

import java.util.concurrent.atomic.AtomicReference;
import org.jline.utils.Signals;

/**
 * Ctrl-C while a run lasts: the first one ends the learning early, so that what is there is evaluated; a second one, or one
 * before there is anything to evaluate, stops the process at once.
 */
final class Interrupts implements AutoCloseable {

    private static final String SIGNAL = "INT";

    private static final int STATUS = 130;

    private final AtomicReference<Runnable> gently = new AtomicReference<>(this::stop);
    private final Object before = Signals.register(SIGNAL, this::interrupted);
    private volatile Runnable cleanUp;

    private Interrupts(Runnable cleanUp) {
        this.cleanUp = cleanUp;
    }

    /** @param cleanUp what has to be done before the process stops at once */
    static Interrupts listen(Runnable cleanUp) {
        return new Interrupts(cleanUp);
    }

    /** From now on there is something to evaluate: the next Ctrl-C does this, and the one after that cleans up less. */
    void endGentlyWith(Runnable finishEarly, Runnable newCleanUp) {
        cleanUp = newCleanUp;
        gently.set(finishEarly);
    }

    private void interrupted() {
        gently.getAndSet(this::stop).run();
    }

    private void stop() {
        try {
            cleanUp.run();
        } finally {
            Runtime.getRuntime().halt(STATUS);
        }
    }

    @Override
    public void close() {
        Signals.unregister(SIGNAL, before);
    }
}
