package dev.solera.service.publisher;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** What the broker has acknowledged of the records sent, by partition, and how many are still in flight. */
final class Acknowledgements {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition settled = lock.newCondition();
    private final long[] next;
    private int pending;
    private RuntimeException failure;

    Acknowledgements(List<Long> nextSequences) {
        next = nextSequences.stream().mapToLong(Long::longValue).toArray();
    }

    void sent() {
        lock.lock();
        try {
            pending++;
        } finally {
            lock.unlock();
        }
    }

    /** Notes that one record has arrived; idempotent producers acknowledge in the order of sending. */
    void acknowledged(int partition, long nextSequence) {
        lock.lock();
        try {
            pending--;
            next[partition] = Math.max(next[partition], nextSequence);
            settled.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void failed(RuntimeException cause) {
        lock.lock();
        try {
            failure = failure == null ? cause : failure;
            settled.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until nothing is in flight. */
    void await() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (pending > 0 && failure == null) {
                settled.await();
            }
            if (failure != null) {
                throw failure;
            }
        } finally {
            lock.unlock();
        }
    }

    /** The first sequence of every partition that is not acknowledged. */
    List<Long> next() {
        lock.lock();
        try {
            return Arrays.stream(next).boxed().toList();
        } finally {
            lock.unlock();
        }
    }
}
