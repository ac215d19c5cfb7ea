package dev.solera.benchmarks.wire;

import dev.solera.pipeline.PipelineDefinitions;
import dev.solera.pipeline.WireDefinition.Precision;
import dev.solera.probe.accuracy.ProbeAccuracy;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What each precision and compression costs.
 *
 * @param costs by depth, then precision, then compression
 * @param accuracies of the trained rows, by the precision that all modules were trained with
 */
public record WireReport(List<WireCost> costs, Map<Precision, List<ProbeAccuracy>> accuracies) {

    public WireReport {
        costs = List.copyOf(costs);
        accuracies = Map.copyOf(accuracies);
    }

    /** Tables for people, as Markdown has them. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("| depth | precision | compression | bytes a sample | of float32 | MB/s out | MB/s in |");
        lines.add("|---|---|---|---|---|---|---|");
        costs.forEach(cost -> lines.add(line(
                "| %d | %s | %s | %,.0f | %.0f %% | %,.0f | %,.0f |",
                cost.depth(),
                PipelineDefinitions.word(cost.precision()),
                PipelineDefinitions.word(cost.compression()),
                cost.bytes(),
                100 * cost.bytes() / plain(cost.depth()),
                cost.out(),
                cost.in())));
        lines.add("");
        lines.add("| label | depth | precision | right of held out, % | 95 % interval |");
        lines.add("|---|---|---|---|---|");
        List<ProbeAccuracy> rows = accuracies.get(WireSettings.PRECISIONS.get(0));
        for (int row = 0; row < rows.size(); row++) {
            for (Precision precision : WireSettings.PRECISIONS) {
                lines.add(accuracy(precision, accuracies.get(precision).get(row)));
            }
        }
        return lines;
    }

    private double plain(int depth) {
        return costs.stream()
                .filter(cost -> cost.depth() == depth)
                .findFirst()
                .orElseThrow()
                .bytes();
    }

    private static String accuracy(Precision precision, ProbeAccuracy row) {
        return line(
                "| %s | %d | %s | %.1f | %.1f to %.1f |",
                row.label(),
                row.representation().depth(),
                PipelineDefinitions.word(precision),
                100 * row.score().fraction(),
                100 * row.interval().low(),
                100 * row.interval().high());
    }

    private static String line(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
