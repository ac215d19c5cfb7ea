package dev.solera.service.lifecycle;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Collects what has ended any thread of a service, an {@link Error} like any other cause, since others would wait
 * indefinitely for a thread that ended silently. Only the first cause counts; the service cannot continue.
 */
public final class ServiceFailure {

    private final List<Consumer<Throwable>> listeners = new ArrayList<>();
    private Optional<Throwable> first = Optional.empty();

    /**
     * Records that the service has failed and tells every listener on this thread, even if telling one of them fails.
     */
    public void report(Throwable cause) {
        List<Consumer<Throwable>> told;
        synchronized (this) {
            if (first.isPresent()) {
                return;
            }
            first = Optional.of(cause);
            told = List.copyOf(listeners);
        }
        for (Consumer<Throwable> listener : told) {
            try {
                listener.accept(cause);
            } catch (Throwable e) { // where memory is short, one has to expect that
                cause.addSuppressed(e);
            }
        }
    }

    /**
     * Adds a listener; listeners are told in the order in which they were added, and at once if the service has failed
     * already.
     */
    public void onReport(Consumer<Throwable> listener) {
        Optional<Throwable> before;
        synchronized (this) {
            before = first;
            listeners.add(listener);
        }
        before.ifPresent(listener);
    }

    /** A cause in one line, with the type of an error, whose message says little by itself: {@code Java heap space}. */
    public static String line(Throwable cause) {
        boolean type = cause instanceof Error || cause.getMessage() == null;
        return type ? cause.toString() : cause.getMessage();
    }

    /** Wraps a task for a thread that nobody waits for, so that whatever ends it is reported. */
    public Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (Throwable e) {
                report(e);
                throw e;
            }
        };
    }

    /** Makes a thread that belongs to others, such as one of Kafka's clients, also report what ends it. */
    public void watch(Thread thread) {
        Thread.UncaughtExceptionHandler own = thread.getUncaughtExceptionHandler();
        thread.setUncaughtExceptionHandler((ended, cause) -> {
            report(cause);
            own.uncaughtException(ended, cause);
        });
    }
}
