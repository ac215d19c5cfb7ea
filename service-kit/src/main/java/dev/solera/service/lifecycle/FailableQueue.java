package dev.solera.service.lifecycle;

import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A bounded queue between two threads that either side can end: by closing it, or with a failure, which the other side
 * receives as an exception. Items that are already queued can still be taken.
 */
public final class FailableQueue<T> {

    private final int capacity;
    private final ArrayDeque<T> items = new ArrayDeque<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition notFull = lock.newCondition();
    private final Condition notEmpty = lock.newCondition();
    private RuntimeException failure;
    private boolean closed;

    public FailableQueue(int capacity) {
        this.capacity = capacity;
    }

    /**
     * Waits for room.
     *
     * @return whether the item was queued; false if the queue is closed
     */
    public boolean put(T item) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (items.size() >= capacity && failure == null && !closed) {
                notFull.await();
            }
            rethrow();
            if (!closed) {
                items.add(item);
                notEmpty.signal();
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    /** Waits for an item; empty once the queue is closed and nothing is left. */
    public Optional<T> take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (items.isEmpty() && failure == null && !closed) {
                notEmpty.await();
            }
            if (items.isEmpty()) {
                rethrow();
                return Optional.empty();
            }
            notFull.signal();
            return Optional.of(items.remove());
        } finally {
            lock.unlock();
        }
    }

    /** Ends the queue with a failure; only the first one counts. */
    public void fail(RuntimeException cause) {
        end(cause);
    }

    /** Ends the queue. */
    public void close() {
        end(null);
    }

    /**
     * Whether an item could be queued without waiting; for the single thread that queues, this remains true until it
     * does.
     */
    public boolean hasRoom() {
        return size() < capacity;
    }

    /** Whether it ended with a failure. */
    public boolean hasFailed() {
        lock.lock();
        try {
            return failure != null;
        } finally {
            lock.unlock();
        }
    }

    public int size() {
        lock.lock();
        try {
            return items.size();
        } finally {
            lock.unlock();
        }
    }

    private void end(RuntimeException cause) {
        lock.lock();
        try {
            if (failure == null && !closed) {
                failure = cause;
                closed = cause == null;
            }
            notFull.signalAll();
            notEmpty.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void rethrow() {
        if (failure != null) {
            throw failure;
        }
    }
}
