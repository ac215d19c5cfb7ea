package dev.solera.probe.rolling;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * A share of a processor's time, of which work on one thread takes no more: behind each piece of it passes a multiple of the processor time
 * that it took, however long a busy machine let it wait for one.
 */
final class ProcessorShare {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final double share;
    private final LongSupplier used;
    private final Pause pause;

    /** A piece of work. */
    @FunctionalInterface
    interface Work {
        void run() throws InterruptedException;
    }

    /** What lets nanoseconds pass. */
    @FunctionalInterface
    interface Pause {
        void pass(long nanos) throws InterruptedException;
    }

    /** @param share above 0, up to 1 */
    ProcessorShare(double share) {
        this(share, THREADS::getCurrentThreadCpuTime, TimeUnit.NANOSECONDS::sleep);
    }

    /** @param used processor time of the thread that works, nanoseconds */
    ProcessorShare(double share, LongSupplier used, Pause pause) {
        this.share = share;
        this.used = used;
        this.pause = pause;
    }

    /** Does a piece of work, and lets pass what has to before the next one. */
    void take(Work work) throws InterruptedException {
        long start = used.getAsLong();
        work.run();
        pause.pass(Math.round((used.getAsLong() - start) * (1 / share - 1)));
    }
}
