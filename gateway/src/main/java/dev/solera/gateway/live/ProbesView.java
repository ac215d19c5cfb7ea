package dev.solera.gateway.live;

import java.util.List;
import java.util.Optional;

/**
 * What linear probes know at every depth, by label.
 *
 * @param labels in alphabetical order
 */
public record ProbesView(List<Label> labels) {

    /**
     * One label's accuracies: those of the evaluation at the end once there are any, before it those measured while modules learn.
     *
     * @param label its name
     * @param classes how many
     * @param rows by depth, of the trained stack, of the untrained one and of the raw input
     * @param history of the trained stack by depth, and of the raw input at depth 0
     */
    public record Label(String label, int classes, List<Row> rows, List<Series> history) {}

    /**
     * One accuracy.
     *
     * @param depth 0 is the raw input
     * @param network {@code trained}, {@code untrained} or {@code raw}
     * @param rolling whether measured while modules learn
     * @param accuracy fraction right of the held-out ones
     * @param low lower end of the 95 % interval
     * @param high upper end of the 95 % interval
     * @param perClass mean over classes of the fraction right of each, where it was measured
     * @param heldOut recordings or frames that were scored
     * @param validation by cross-validation on train, where it was measured
     */
    public record Row(
            int depth,
            String network,
            boolean rolling,
            double accuracy,
            double low,
            double high,
            Optional<Double> perClass,
            long heldOut,
            Optional<Double> validation) {}

    /**
     * An accuracy over time, by column.
     *
     * @param depth 0 is the raw input
     * @param network {@code trained}, {@code untrained} or {@code raw}
     * @param time milliseconds since the epoch
     * @param accuracy fraction right
     * @param low lower end of the 95 % interval
     * @param high upper end of the 95 % interval
     */
    public record Series(
            int depth, String network, List<Long> time, List<Float> accuracy, List<Float> low, List<Float> high) {}
}
