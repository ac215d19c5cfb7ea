package dev.solera.benchmarks.transport;

import dev.solera.benchmarks.table.MarkdownTable;
import dev.solera.benchmarks.table.PairedRatio;
import dev.solera.benchmarks.transport.TransportSettings.Way;
import dev.solera.pipeline.PipelineDefinitions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.descriptive.rank.Median;
import org.apache.commons.math3.stat.descriptive.rank.Percentile;

/**
 * How fast samples travelled.
 *
 * @param settings what was measured
 * @param turns by way, one a round
 */
public record TransportReport(TransportSettings settings, Map<Way, List<Turn>> turns) {

    private static final double NANO = 1e-9;
    private static final double NANOS_A_MILLI = 1e6;
    private static final int TAIL = 99;
    private static final int MIDDLE = 50;

    /**
     * What a way of travelling came to in one round.
     *
     * @param latencies of samples that travelled one at a time, nanoseconds
     * @param duration of samples that travelled one behind the other, nanoseconds
     * @param bytes of a sample at the broker
     */
    record Turn(List<Long> latencies, long duration, double bytes) {}

    /** A table for people, as Markdown has it. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("## Transport: one broker, one topic, one sender and one reader on one machine");
        lines.add("");
        lines.add(
                ("%d rounds of %d samples one at a time, for the milliseconds from before a sample is encoded until it is decoded, "
                                + "and of %d one behind the other, for megabytes of float32 activations a second, the median of the rounds. "
                                + "Half of the values are zero, the others noise. Ratios of speed, with their 95 %% intervals, are to the "
                                + "first row of that size.")
                        .formatted(settings.rounds(), settings.alone(), settings.together()));
        lines.add("");
        MarkdownTable table = new MarkdownTable(
                "MB a sample",
                "precision",
                "compression",
                "MB at the broker",
                "MB/s",
                "times the first",
                "ms p50",
                "ms p99");
        for (int size : settings.sizes()) {
            List<Turn> baseline = turns.get(settings.ways(size).get(0));
            settings.ways(size).forEach(way -> row(table, way, turns.get(way), baseline));
        }
        lines.addAll(table.lines());
        return lines;
    }

    private void row(MarkdownTable table, Way way, List<Turn> rounds, List<Turn> baseline) {
        double megabytes = (double) way.size() * settings.together();
        double[] speeds = rounds.stream()
                .mapToDouble(turn -> megabytes / (turn.duration() * NANO))
                .toArray();
        double[] millis = rounds.stream()
                .flatMap(turn -> turn.latencies().stream())
                .mapToDouble(nanos -> nanos / NANOS_A_MILLI)
                .toArray();
        List<Double> ratios = IntStream.range(0, rounds.size())
                .mapToObj(round -> (double) baseline.get(round).duration()
                        / rounds.get(round).duration())
                .toList();
        table.row(
                Integer.toString(way.size()),
                PipelineDefinitions.word(way.precision()),
                PipelineDefinitions.word(way.compression()),
                number("%.2f", rounds.get(0).bytes() / TransportSettings.MEGA),
                number("%.0f", new Median().evaluate(speeds)),
                PairedRatio.of(ratios).text(2),
                number("%.1f", new Percentile().evaluate(millis, MIDDLE)),
                number("%.1f", new Percentile().evaluate(millis, TAIL)));
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
