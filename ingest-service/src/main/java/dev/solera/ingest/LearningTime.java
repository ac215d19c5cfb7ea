package dev.solera.ingest;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * How long a run has been learning, over all lives of ingest: the clock stands while it looks for where to go on, while the
 * recordings cannot be reached, and while it is not there.
 */
final class LearningTime {

    /** What a process that dies may take with it. */
    private static final Duration NOTED_EVERY = Duration.ofSeconds(10);

    private final Optional<Duration> limit;
    private final LongSupplier nanos;
    private Duration before = Duration.ZERO;
    private Duration noted = Duration.ZERO;
    private long since;
    private boolean stands;

    /**
     * @param limit when learning ends, where a clock ends it
     * @param nanos a clock
     */
    LearningTime(Optional<Duration> limit, LongSupplier nanos) {
        this.limit = limit;
        this.nanos = nanos;
        this.since = nanos.getAsLong();
    }

    /** Goes on from what was spent, which is written down. */
    void goOn(Duration spent) {
        before = spent;
        noted = spent;
        since = nanos.getAsLong();
        stands = false;
    }

    /** Nothing is learned for a while. */
    void stand() {
        before = spent();
        stands = true;
    }

    /** Goes on from where it stood. */
    void goOn() {
        since = nanos.getAsLong();
        stands = false;
    }

    Duration spent() {
        return stands ? before : before.plusNanos(nanos.getAsLong() - since);
    }

    boolean isUp() {
        return limit.filter(most -> spent().compareTo(most) >= 0).isPresent();
    }

    /** Whether so much was spent since the last time that it has to be written down. */
    boolean isToBeNoted() {
        return limit.isPresent() && spent().minus(noted).compareTo(NOTED_EVERY) >= 0;
    }

    /** It is written down what was spent. */
    void noted(Duration spent) {
        noted = spent;
    }
}
