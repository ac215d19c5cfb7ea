package dev.solera.benchmarks.step;

import dev.solera.benchmarks.table.MarkdownTable;
import dev.solera.benchmarks.table.PairedRatio;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * How much memory processes took.
 *
 * @param pipeline what they trained
 * @param batch samples a step
 * @param peaks by process, the baseline first, one a round
 */
public record MemoryReport(String pipeline, int batch, Map<String, List<Peak>> peaks) {

    static final String END_TO_END = "all modules, one loss at the top";

    private static final double MEBI = 1 << 20;

    /**
     * The most that a process has had.
     *
     * @param bytes of RAM
     * @param aboveIdle of them what it did not have before it had a module
     */
    record Peak(long bytes, long aboveIdle) {}

    /** A table for people, as Markdown has it. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("## Memory, `%s`, batch %d".formatted(pipeline, batch));
        lines.add("");
        lines.add(
                ("A process a row; the most of %d processes started anew. Ratios, with their 95 %% intervals, are to the first row."
                                + " The largest module takes %s of it.")
                        .formatted(peaks.get(END_TO_END).size(), ratio(largest(), peaks.get(END_TO_END), Peak::bytes)));
        lines.add("");
        MarkdownTable table =
                new MarkdownTable("process", "peak, MiB", "of the first", "above idle, MiB", "of the first");
        peaks.forEach((name, rounds) -> table.row(
                name,
                mebi(rounds, Peak::bytes),
                ratio(rounds, peaks.get(END_TO_END), Peak::bytes),
                mebi(rounds, Peak::aboveIdle),
                ratio(rounds, peaks.get(END_TO_END), Peak::aboveIdle)));
        lines.addAll(table.lines());
        return lines;
    }

    private List<Peak> largest() {
        return peaks.entrySet().stream()
                .filter(entry -> !entry.getKey().equals(END_TO_END))
                .map(Map.Entry::getValue)
                .max(Comparator.comparingDouble(rounds -> most(rounds, Peak::bytes)))
                .orElseThrow();
    }

    private static double most(List<Peak> rounds, ToDoubleFunction<Peak> quantity) {
        return rounds.stream().mapToDouble(quantity).max().orElseThrow();
    }

    private static String mebi(List<Peak> rounds, ToDoubleFunction<Peak> quantity) {
        return String.format(Locale.ROOT, "%.0f", most(rounds, quantity) / MEBI);
    }

    private static String ratio(List<Peak> of, List<Peak> over, ToDoubleFunction<Peak> quantity) {
        return PairedRatio.of(IntStream.range(0, of.size())
                        .mapToObj(round ->
                                quantity.applyAsDouble(of.get(round)) / quantity.applyAsDouble(over.get(round)))
                        .toList())
                .text(2);
    }
}
