package dev.solera.probe;

import dev.solera.probe.accuracy.ProbeAccuracy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Tells rolling accuracies now and then, on a thread of its own, until it is closed. While the broker is away telling may take long;
 * whoever closes this does not wait for it.
 */
final class RollingReports implements AutoCloseable {

    private final Supplier<List<ProbeAccuracy>> rows;
    private final Consumer<List<ProbeAccuracy>> told;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "probe-clock");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * @param rows what there is to tell
     * @param told by one thread at a time
     */
    RollingReports(Supplier<List<ProbeAccuracy>> rows, Consumer<List<ProbeAccuracy>> told) {
        this.rows = rows;
        this.told = told;
    }

    /** @param onFailure told what ended the reports before their time */
    void every(Duration period, Consumer<Throwable> onFailure) {
        long millis = period.toMillis();
        clock.scheduleWithFixedDelay(
                () -> {
                    try {
                        tell();
                    } catch (Throwable e) { // an Error too, which would otherwise go unnoticed
                        onFailure.accept(e);
                    }
                },
                millis,
                millis,
                TimeUnit.MILLISECONDS);
    }

    /** Tells them now. */
    synchronized void tell() {
        told.accept(rows.get());
    }

    /** No further ones at their times; one that is under way comes to its end. */
    void end() {
        clock.shutdown();
    }

    /** The same, but one that is under way is given up, and not waited for. */
    @Override
    public void close() {
        clock.shutdownNow();
    }
}
