package dev.solera.standalone.display;

import dev.solera.stream.TelemetryEvent;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** One line at an interval, and one at once for every change of phase and for Ctrl-C, for logs and pipes. */
final class LineDisplay implements ProgressDisplay {

    static final Duration INTERVAL = Duration.ofSeconds(10);

    private final RunStatus status;
    private final PrintStream out;
    private final long started = System.nanoTime();
    private final long opened = System.currentTimeMillis();
    private String phase;
    private boolean closed;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "progress");
        thread.setDaemon(true);
        return thread;
    });

    LineDisplay(RunStatus status, PrintStream out, Duration interval) {
        this.status = status;
        this.out = out;
        this.phase = status.phase();
        timer.scheduleAtFixedRate(this::print, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public synchronized void accept(TelemetryEvent event) {
        status.accept(event);
        boolean ofEarlierLife = event.time() < opened;
        if (!ofEarlierLife && !status.phase().equals(phase)) {
            print();
        }
    }

    @Override
    public synchronized void interrupted() {
        status.interrupted();
        print();
    }

    @Override
    public synchronized void close() {
        timer.shutdownNow();
        print();
        closed = true;
    }

    private synchronized void print() {
        if (closed) {
            return;
        }
        phase = status.phase();
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - started);
        out.printf("%d:%02d %s%n", seconds / 60, seconds % 60, status.summary());
        out.flush();
    }
}
