package dev.solera.benchmarks.run;

import java.time.Duration;
import java.util.List;

/**
 * How much is measured.
 *
 * @param threads of a module, a table of steps each
 * @param stepRounds in which every form makes a step
 * @param pairs of loop and pipeline
 * @param loopSteps of the loop that are counted
 * @param window that the pipeline is looked at
 * @param sizes of samples that travel, megabytes of float32
 * @param alone samples that travel one at a time in each turn
 * @param together samples that travel one behind the other in each turn
 * @param transportRounds in which every way of travelling has its turn
 * @param memoryRounds in which every process is started anew
 */
public record Effort(
        List<Integer> threads,
        int stepRounds,
        int pairs,
        int loopSteps,
        Duration window,
        List<Integer> sizes,
        int alone,
        int together,
        int transportRounds,
        int memoryRounds) {

    /** In less than a quarter of an hour on two processors. */
    public static final Effort QUICK =
            new Effort(List.of(1), 3, 2, 6, Duration.ofSeconds(30), List.of(1, 16), 34, 8, 3, 2);

    /** With narrower intervals, in hours. */
    public static final Effort FULL =
            new Effort(List.of(1, 2), 10, 5, 20, Duration.ofSeconds(90), List.of(1, 2, 4, 8, 16), 100, 32, 5, 3);

    public Effort {
        threads = List.copyOf(threads);
        sizes = List.copyOf(sizes);
    }
}
