package dev.solera.benchmarks.serve;

import java.util.Arrays;

/**
 * How long answers took.
 *
 * @param sorted nanoseconds, rising
 * @param seconds in which all of them came
 */
record Latencies(long[] sorted, double seconds) {

    static Latencies of(long[] nanos, double seconds) {
        if (nanos.length == 0) {
            throw new IllegalStateException("no answer came in %.1f s".formatted(seconds));
        }
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        return new Latencies(sorted, seconds);
    }

    /** Milliseconds that a part of the answers, 0 to 1, did not take longer than. */
    double millis(double part) {
        int at = (int) Math.ceil(part * sorted.length) - 1;
        return sorted[Math.max(0, Math.min(sorted.length - 1, at))] / 1e6;
    }

    double perSecond() {
        return sorted.length / seconds;
    }
}
