package dev.solera.stream;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Holds a publisher while the stage downstream lags: at most {@code bound} sequences are published and not consumed, summed over
 * the partitions. The consumer's positions come from its telemetry, which somebody reads who asks here how soon they are wanted.
 */
public final class LagGate implements AutoCloseable {

    /** Positions may come later by this part of the time that somebody has already waited for them. */
    private static final int PART = 8;

    private final long bound;
    private final LongSupplier clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Condition wanted = lock.newCondition();
    private final long[] consumed;
    private long published;
    private int waiting;
    private long waitingSince;
    private boolean closed;

    /**
     * @param bound samples, {@link Long#MAX_VALUE} where nobody consumes
     * @param partitions of the topic
     * @param published sequences that were published before, summed over the partitions
     */
    public LagGate(long bound, int partitions, long published) {
        this(bound, partitions, published, System::nanoTime);
    }

    /** @param clock nanoseconds since any time */
    LagGate(long bound, int partitions, long published, LongSupplier clock) {
        if (bound < 1 || partitions < 1) {
            throw new IllegalArgumentException(
                    "bound is %d, partitions is %d; allowed: 1 or more".formatted(bound, partitions));
        }
        this.bound = bound;
        this.clock = clock;
        this.consumed = new long[partitions];
        this.published = published;
    }

    /**
     * Waits until {@code samples} more may be published, and counts them as published.
     *
     * @throws IllegalArgumentException where they are more than the bound
     * @throws IllegalStateException where the gate is closed
     */
    public void pass(long samples) throws InterruptedException {
        if (samples > bound) {
            throw new IllegalArgumentException(
                    "record has %d samples; allowed: the lag bound %d at most".formatted(samples, bound));
        }
        lock.lockInterruptibly();
        try {
            if (!closed && outstanding() > bound - samples) {
                awaitRoom(samples);
            }
            if (closed) {
                throw new IllegalStateException("lag gate is closed");
            }
            published += samples;
        } finally {
            lock.unlock();
        }
    }

    private void awaitRoom(long samples) throws InterruptedException {
        if (waiting == 0) {
            waitingSince = clock.getAsLong();
            wanted.signalAll();
        }
        waiting++;
        try {
            while (!closed && outstanding() > bound - samples) {
                changed.await();
            }
        } finally {
            waiting--;
        }
    }

    /**
     * Waits before positions are read again: while nobody waits at the gate they are not needed. Where somebody does, they are
     * wanted at once, and less and less so the longer it has taken.
     *
     * @param most how long, whoever waits
     */
    public void awaitWanted(Duration most) throws InterruptedException {
        long from = clock.getAsLong();
        lock.lockInterruptibly();
        try {
            for (long left = left(from, most); left > 0; left = left(from, most)) {
                wanted.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Nanoseconds for which positions are not wanted, of those from a time on. */
    private long left(long from, Duration most) {
        if (closed) {
            return 0;
        }
        long unwanted = waiting == 0 ? most.toNanos() : Math.min(most.toNanos(), (from - waitingSince) / PART);
        return from + unwanted - clock.getAsLong();
    }

    /** Counts sequences as published that cannot wait, as they hold no samples. */
    public void passed(long sequences) {
        lock.lock();
        try {
            published += sequences;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes note of how far the consumer has come; what is older than known is ignored.
     *
     * @param partition of the topic
     * @param sequences consumed of it since the run's beginning
     */
    public void consumed(int partition, long sequences) {
        lock.lock();
        try {
            if (partition < consumed.length && sequences > consumed[partition]) {
                consumed[partition] = sequences;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Sequences published and not yet consumed. */
    public long lag() {
        lock.lock();
        try {
            return Math.max(0, outstanding());
        } finally {
            lock.unlock();
        }
    }

    /** Lets nobody pass any more. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
            wanted.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private long outstanding() {
        return published - Arrays.stream(consumed).sum();
    }
}
