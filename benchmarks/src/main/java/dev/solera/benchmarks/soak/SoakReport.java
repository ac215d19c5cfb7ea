package dev.solera.benchmarks.soak;

import dev.solera.benchmarks.measure.BrokerDisk;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;

/**
 * What a soak came to.
 *
 * @param readings in their order
 * @param heapAtBaseline bytes live in the heap, by process
 * @param heapAtEnd the same at the end
 */
public record SoakReport(
        SoakSettings settings, List<Reading> readings, Map<String, Long> heapAtBaseline, Map<String, Long> heapAtEnd) {

    /** Resident memory at the end over that at the baseline, at most. */
    static final double BOUND = 1.02;

    private static final double MIB = 1 << 20;
    private static final double KIB = 1 << 10;
    private static final String ROW = "  %-10s %10s %10s %7s %10s %14s %10s %10s   %s";

    public SoakReport {
        readings = List.copyOf(readings);
        heapAtBaseline = Map.copyOf(heapAtBaseline);
        heapAtEnd = Map.copyOf(heapAtEnd);
    }

    /** Processes in the order in which their names sort. */
    public Set<String> processes() {
        return readings.get(0).resident().keySet();
    }

    Growth memory(String process) {
        return Growth.of(readings, settings, reading -> reading.resident().get(process));
    }

    /** Only of module services it is asked that they do not grow; the others stand beside them. */
    private static boolean isAsked(String process) {
        return process.startsWith("module-");
    }

    /** Whether no module service has outgrown the bound. */
    public boolean holds() {
        return processes().stream()
                .filter(SoakReport::isAsked)
                .allMatch(process -> memory(process).ratio() <= BOUND);
    }

    /** Two tables for people. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("Resident memory in MiB after %,d and after %,d steps; live heap after a full collection"
                .formatted(settings.baseline(), settings.steps()));
        lines.add(ROW.formatted("process", "then", "end", "ratio", "max", "KiB/1000 steps", "heap then", "heap end", "")
                .stripTrailing());
        processes().forEach(process -> lines.add(row(process)));
        lines.add("");
        lines.add("Broker's disk in MiB");
        lines.add("  %-42s %10s %10s %10s".formatted("", "then", "max after", "end"));
        lines.add(disk("topics that modules read", BrokerDisk::inputs));
        lines.add(disk("top topic, kept to 1 GiB or 10,000 samples", BrokerDisk::top));
        lines.add(disk("telemetry, control and the broker's own", BrokerDisk::rest));
        lines.add(disk("all", BrokerDisk::total));
        return lines;
    }

    private String row(String process) {
        Growth growth = memory(process);
        double thousands = (settings.steps() - settings.baseline()) / 1000.0;
        String verdict = growth.ratio() <= BOUND ? "within %.2f" : "above %.2f";
        return ROW.formatted(
                process,
                mib(growth.baseline()),
                mib(growth.end()),
                String.format(Locale.ROOT, "%.3f", growth.ratio()),
                mib(growth.max()),
                String.format(Locale.ROOT, "%.0f", (growth.end() - growth.baseline()) / KIB / thousands),
                mib(heapAtBaseline.get(process)),
                mib(heapAtEnd.get(process)),
                String.format(Locale.ROOT, verdict, BOUND) + (isAsked(process) ? ", as asked" : " (not asked)"));
    }

    private String disk(String name, ToLongFunction<BrokerDisk> part) {
        Growth growth = Growth.of(readings, settings, reading -> part.applyAsLong(reading.disk()));
        return "  %-42s %10s %10s %10s".formatted(name, mib(growth.baseline()), mib(growth.max()), mib(growth.end()));
    }

    private static String mib(double bytes) {
        return String.format(Locale.ROOT, "%.1f", bytes / MIB);
    }
}
