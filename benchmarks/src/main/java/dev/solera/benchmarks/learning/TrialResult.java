package dev.solera.benchmarks.learning;

import dev.solera.probe.accuracy.Network;
import java.util.List;

/**
 * What came of one trial.
 *
 * @param task that it is of
 * @param rows accuracies of probes
 * @param deadChannels output channels of each module that are zero in the whole evaluation pass, of all, 0 to 1
 * @param seconds of processor that learning took, all threads
 */
record TrialResult(Trial.Task task, List<Row> rows, List<Double> deadChannels, double seconds) {

    /**
     * What a probe gets right of what is held out.
     *
     * @param accuracy 0 to 1
     * @param low of its 95 % interval
     * @param high of its 95 % interval
     */
    record Row(String label, int depth, Network network, double accuracy, double low, double high) {}

    TrialResult {
        rows = List.copyOf(rows);
        deadChannels = List.copyOf(deadChannels);
    }

    /** Modules: one of a merged network. */
    int depth() {
        return deadChannels.size();
    }
}
