package dev.solera.service;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;

/**
 * Which records of one partition still hold a sample that somebody needs. Everything before the oldest of them can be
 * deleted, but nothing from the first evaluation sample on, which the probe reads later.
 */
final class RecordLedger {

    private final Deque<Entry> waiting = new ArrayDeque<>();
    private OptionalLong evaluation = OptionalLong.empty();
    private long released = -1;

    private record Entry(long offset, long lastSequence) {}

    /** A record arrived. */
    synchronized void arrived(long offset, long lastSequence, boolean evaluates) {
        waiting.add(new Entry(offset, lastSequence));
        if (evaluates && evaluation.isEmpty()) {
            evaluation = OptionalLong.of(offset);
        }
    }

    /**
     * @param needed the first sequence whose outputs are not safe
     * @return the offset before which everything can go, where that has moved since the last call
     */
    synchronized OptionalLong release(long needed) {
        long before = -1;
        while (!waiting.isEmpty() && waiting.peek().lastSequence() < needed) {
            before = waiting.remove().offset() + 1;
        }
        if (evaluation.isPresent()) {
            before = Math.min(before, evaluation.getAsLong());
        }
        if (before <= released) {
            return OptionalLong.empty();
        }
        released = before;
        return OptionalLong.of(before);
    }
}
