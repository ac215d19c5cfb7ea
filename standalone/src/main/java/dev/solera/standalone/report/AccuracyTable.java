package dev.solera.standalone.report;

import dev.solera.stream.TelemetryEvent.Accuracy;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The final accuracies as text: one block a label, one row a depth, the best depth marked. */
public final class AccuracyTable {

    private static final String ROW = "  %-7s %9s %11s %9s   %-16s %s";

    private AccuracyTable() {}

    /**
     * Lines for people, in percent; none where the evaluation pass gave no row.
     *
     * @param baseline what was trained instead of greedily and without labels, where it was so
     */
    public static List<String> lines(AccuracyBoard board, Optional<String> baseline) {
        List<String> lines = new ArrayList<>();
        for (String label : board.labels()) {
            lines.add("");
            String trained =
                    baseline.map(which -> "baseline %s, ".formatted(which)).orElse("");
            lines.add("Held-out %s accuracy by depth, %s%s".formatted(label, trained, scored(board, label)));
            lines.add(ROW.formatted("depth", "trained", "untrained", "raw", "95 % interval", "")
                    .stripTrailing());
            for (int depth : board.depths(label)) {
                lines.add(row(board, label, depth).stripTrailing());
            }
        }
        return lines;
    }

    private static String row(AccuracyBoard board, String label, int depth) {
        Optional<Accuracy> trained = board.find(label, depth, AccuracyBoard.TRAINED);
        Optional<Accuracy> interval = depth == 0 ? board.raw(label) : trained;
        boolean best = trained.isPresent() && trained.equals(board.best(label));
        return ROW.formatted(
                depth == 0 ? "0 input" : Integer.toString(depth),
                percent(trained),
                percent(board.find(label, depth, AccuracyBoard.UNTRAINED)),
                percent(board.raw(label)),
                interval.map(row -> "%s - %s".formatted(percent(row.low()), percent(row.high())))
                        .orElse(""),
                best ? "<- best on validation" : "");
    }

    private static String scored(AccuracyBoard board, String label) {
        return board.depths(label).stream()
                .flatMap(depth -> board.find(label, depth, AccuracyBoard.TRAINED).or(() -> board.raw(label)).stream())
                .reduce((first, last) -> last)
                .map(row -> "%% of %,d held out, chance %s".formatted(row.heldOut(), percent(1.0 / row.classes())))
                .orElse("%");
    }

    private static String percent(Optional<Accuracy> row) {
        return row.map(found -> percent(found.accuracy())).orElse("-");
    }

    private static String percent(double fraction) {
        return String.format(Locale.ROOT, "%.1f", 100 * fraction);
    }
}
