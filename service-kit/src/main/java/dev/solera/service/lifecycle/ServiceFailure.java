package dev.solera.service.lifecycle;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Where whatever owns a thread of a service reports what has ended it, an {@link Error} as any other cause: a thread that is
 * gone without a word is waited for without end. The first cause counts; the service cannot go on.
 */
public final class ServiceFailure {

    private final List<Consumer<Throwable>> listeners = new ArrayList<>();
    private Optional<Throwable> first = Optional.empty();

    /** The service has failed; all who want to know are told on this thread, also where telling one of them fails too. */
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

    /** Who is told, in the order of the calls; at once where the service has failed already. */
    public void onReport(Consumer<Throwable> listener) {
        Optional<Throwable> before;
        synchronized (this) {
            before = first;
            listeners.add(listener);
        }
        before.ifPresent(listener);
    }

    /** A cause in one line; an error's message says little without its type: {@code Java heap space}. */
    public static String line(Throwable cause) {
        boolean type = cause instanceof Error || cause.getMessage() == null;
        return type ? cause.toString() : cause.getMessage();
    }

    /** The same task for a thread that nobody waits for: what ends it is reported. */
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

    /** Has a thread that belongs to somebody else, such as Kafka's clients, report what ends it, beside what it does then. */
    public void watch(Thread thread) {
        Thread.UncaughtExceptionHandler own = thread.getUncaughtExceptionHandler();
        thread.setUncaughtExceptionHandler((ended, cause) -> {
            report(cause);
            own.uncaughtException(ended, cause);
        });
    }
}
