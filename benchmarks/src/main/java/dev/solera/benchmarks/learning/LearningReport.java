package dev.solera.benchmarks.learning;

import dev.solera.benchmarks.table.MarkdownTable;
import dev.solera.benchmarks.table.Spread;
import dev.solera.probe.accuracy.Network;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What all trials tell: a table a label, the definition as it is before the others, and one of what they cost. Figures are means over the
 * seeds with their standard deviation.
 */
public final class LearningReport {

    private final long samples;
    private final Map<Variant, List<TrialResult>> results;
    private final int depth;

    /** @param samples that every module learned from */
    LearningReport(long samples, Map<Trial, TrialResult> results) {
        this.samples = samples;
        this.results = new LinkedHashMap<>();
        results.forEach((trial, result) -> this.results
                .computeIfAbsent(trial.variant(), any -> new ArrayList<>())
                .add(result));
        this.depth =
                results.values().stream().mapToInt(TrialResult::depth).max().orElseThrow();
    }

    /** Tables for people, as Markdown has them. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (String label : labels()) {
            lines.addAll(accuracies(label).lines());
            lines.add("");
        }
        lines.addAll(costs().lines());
        return lines;
    }

    private List<String> labels() {
        return all().flatMap(result -> result.rows().stream())
                .map(TrialResult.Row::label)
                .distinct()
                .toList();
    }

    private Stream<TrialResult> all() {
        return results.values().stream().flatMap(List::stream);
    }

    private MarkdownTable accuracies(String label) {
        MarkdownTable table = new MarkdownTable(columns(label + ", %"));
        List<String> before = List.of();
        for (var entry : results.entrySet()) {
            List<String> untrained = accuracies(entry.getValue(), label, Network.UNTRAINED);
            if (!untrained.equals(before)) {
                row(table, entry.getKey().title() + ", untrained", untrained);
            }
            before = before.isEmpty() ? untrained : before;
            row(table, entry.getKey().title(), accuracies(entry.getValue(), label, Network.TRAINED));
        }
        return table;
    }

    private List<String> accuracies(List<TrialResult> trials, String label, Network network) {
        return byDepth(
                trials,
                (trial, number) -> trial.rows().stream()
                        .filter(row -> row.label().equals(label) && row.network() == network && row.depth() == number)
                        .mapToDouble(row -> 100 * row.accuracy())
                        .findFirst()
                        .orElse(Double.NaN));
    }

    private MarkdownTable costs() {
        String[] columns = columns("dead channels, %");
        List<String> all = new ArrayList<>(List.of(columns));
        all.addAll(List.of("samples", "processor, s"));
        MarkdownTable table = new MarkdownTable(all.toArray(String[]::new));
        results.forEach((variant, trials) -> {
            List<String> cells = new ArrayList<>(byDepth(
                    trials, (trial, number) -> 100 * trial.deadChannels().get(number - 1)));
            cells.add(samples(variant));
            cells.add(spread(trials, TrialResult::seconds, 0));
            row(table, variant.title(), cells);
        });
        return table;
    }

    private String samples(Variant variant) {
        String all = String.format(Locale.ROOT, "%,d", samples);
        return variant.slowed()
                .map(slowed -> "%s, one in %d from module %d on".formatted(all, slowed.factor(), slowed.module()))
                .orElse(all);
    }

    private String[] columns(String first) {
        List<String> columns = new ArrayList<>(List.of(first));
        IntStream.rangeClosed(1, depth).forEach(number -> columns.add("depth " + number));
        return columns.toArray(String[]::new);
    }

    private static void row(MarkdownTable table, String title, List<String> cells) {
        List<String> row = new ArrayList<>(List.of(title));
        row.addAll(cells);
        table.row(row.toArray(String[]::new));
    }

    private interface ByDepth {
        double of(TrialResult trial, int number);
    }

    /** A merged network has its top alone, in the last column. */
    private List<String> byDepth(List<TrialResult> trials, ByDepth figure) {
        int own = trials.get(0).depth();
        List<String> cells = new ArrayList<>(Collections.nCopies(depth - own, ""));
        IntStream.rangeClosed(1, own)
                .forEach(number -> cells.add(spread(trials, trial -> figure.of(trial, number), 1)));
        return cells;
    }

    private static String spread(List<TrialResult> trials, ToDoubleFunction<TrialResult> figure, int decimals) {
        Spread all = new Spread();
        trials.stream().mapToDouble(figure).forEach(all::add);
        return all.text(decimals);
    }
}
