package dev.solera.benchmarks.cost;

import dev.solera.benchmarks.table.PairedRatio;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * What checkpoints cost.
 *
 * @param direct by module
 * @param pairs of windows
 * @param processors that all modules share
 */
public record CostReport(List<DirectCost> direct, List<Pair> pairs, int processors) {

    /** Of the processor and of the throughput, at most. */
    static final double BOUND = 0.02;

    private static final int DECIMALS = 3;

    /** Two windows close to each other. */
    public record Pair(Window with, Window without) {

        double ratio(ToDoubleFunction<Window> quantity) {
            return quantity.applyAsDouble(with) / quantity.applyAsDouble(without);
        }
    }

    public CostReport {
        direct = List.copyOf(direct);
        pairs = List.copyOf(pairs);
    }

    /** The largest share of one processor that a module's checkpoints take: what a module loses that has one to itself. */
    double largestShare() {
        return direct.stream().mapToDouble(DirectCost::share).max().orElseThrow();
    }

    /** The share of this machine that the checkpoints of all modules take: what they lose that share it. */
    double sharedShare() {
        return direct.stream().mapToDouble(DirectCost::share).sum() / processors;
    }

    PairedRatio throughput() {
        return ratio(Window::stepsPerSecond);
    }

    PairedRatio processorTime() {
        return ratio(Window::secondsPerStep);
    }

    private PairedRatio ratio(ToDoubleFunction<Window> quantity) {
        return PairedRatio.of(pairs.stream().map(pair -> pair.ratio(quantity)).toList());
    }

    /** What is above the bound, a line each; the windows count where their interval excludes it. */
    public List<String> faults() {
        List<String> faults = new ArrayList<>();
        if (largestShare() > BOUND) {
            faults.add("checkpoints of one module take %s of a processor".formatted(percent(largestShare())));
        }
        if (sharedShare() > BOUND) {
            faults.add("checkpoints of all modules take %s of %d processors"
                    .formatted(percent(sharedShare()), processors));
        }
        if (throughput().high() < 1 - BOUND) {
            faults.add("throughput is %s".formatted(throughput().text(DECIMALS)));
        }
        if (processorTime().low() > 1 + BOUND) {
            faults.add("processor time a step is %s".formatted(processorTime().text(DECIMALS)));
        }
        return faults;
    }

    /** Tables for people. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("One checkpoint by itself; shares at one every %d s".formatted(CostSettings.INTERVAL.toSeconds()));
        lines.add("  %-8s %10s %22s %16s %18s"
                .formatted("module", "MiB", "training waits, ms", "processor, ms", "of a processor"));
        direct.forEach(cost -> lines.add(row(cost)));
        lines.add("  largest %s of a processor; all modules %s of %d processors"
                .formatted(percent(largestShare()), percent(sharedShare()), processors));
        lines.add("");
        lines.add("With checkpoints over without, %d pairs of windows, 95 %% interval".formatted(pairs.size()));
        lines.add("  throughput             " + throughput().text(DECIMALS));
        lines.add("  processor time a step  " + processorTime().text(DECIMALS));
        return lines;
    }

    private static String row(DirectCost cost) {
        return String.format(
                Locale.ROOT,
                "  %-8d %10.1f %22.1f %16.1f %18s",
                cost.module(),
                cost.bytes() / (double) (1 << 20),
                cost.held().toNanos() * 1e-6,
                cost.processor().toNanos() * 1e-6,
                percent(cost.share()));
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f %%", 100 * share);
    }
}
