package dev.solera.harness.chaos;

import dev.solera.checkpoint.CrashPoint;
import java.time.Duration;

/** Something that happens to a process while a run lasts. */
public sealed interface Disturbance {

    /** The process: {@code broker}, {@code ingest}, {@code module-2}, {@code probe}. */
    String victim();

    /** What happens when the run has come so far. */
    sealed interface Timed extends Disturbance {

        /** Of the run, from 0 to 1. */
        double progress();
    }

    /** The process is killed, and started again at once. */
    record Kill(String victim, double progress) implements Timed {}

    /** The process is asked to stop, and started again when it has. */
    record Stop(String victim, double progress) implements Timed {}

    /**
     * The process dies by itself at a named place, and is started again at once.
     *
     * @param times that it is reached before, plus one
     */
    record CrashAt(String victim, CrashPoint point, int times) implements Disturbance {}

    /**
     * The process is killed, and started again after a while.
     *
     * @param duration of that while
     */
    record Absence(String victim, double progress, Duration duration) implements Timed {}

    /**
     * The process stands still, as by {@code SIGSTOP} or on a machine that has lost its network; another one takes its work
     * over; then it comes back and goes on as if nothing had happened.
     *
     * @param back progress of the run at which it comes back
     */
    record Superseded(String victim, double progress, double back) implements Timed {}
}
