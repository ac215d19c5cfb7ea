package dev.solera.benchmarks.cost;

import dev.solera.benchmarks.cost.PipelineCost.Pair;
import dev.solera.benchmarks.measure.TopicBytes;
import dev.solera.benchmarks.table.MarkdownTable;
import dev.solera.benchmarks.table.PairedRatio;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * What a pipeline takes beside the loop, by part, and what its samples take on their way.
 *
 * @param cost of pairs of both
 */
public record PipelineReport(PipelineCost cost) {

    private static final double MILLI = 1e3;
    private static final double KILO = 1e3;

    /** Tables for people, as Markdown has them. */
    public List<String> lines() {
        PipelineDefinition definition = cost.definition();
        List<String> lines = new ArrayList<>();
        lines.add("## Pipeline, `%s`, batch %d".formatted(definition.pipeline(), definition.batch()));
        lines.add("");
        lines.add(
                ("The loop in one process, as many of them at a time as the machine has processors, and the pipeline with the broker and every "
                                + "service as a process of its own, %d pairs; means, and ratios to the first row with their 95 %% intervals.")
                        .formatted(cost.pairs().size()));
        lines.add("");
        lines.addAll(parts());
        lines.add("");
        lines.add(busiest());
        lines.add("");
        lines.addAll(topics());
        return lines;
    }

    private List<String> parts() {
        MarkdownTable table =
                new MarkdownTable("processor time", "s a step of all modules", "ms a sample", "of the loop");
        row(table, "the loop", Pair::loop);
        row(table, "the pipeline", pair -> pair.pipeline().secondsPerStep());
        row(table, "the pipeline, without its compilers", Pair::withoutCompilers);
        for (Work work : Work.values()) {
            row(
                    table,
                    "of it " + work.text(),
                    pair -> pair.pipeline().usage().secondsPerStep().get(work));
        }
        return table.lines();
    }

    private void row(MarkdownTable table, String name, ToDoubleFunction<Pair> seconds) {
        double mean = mean(seconds);
        List<Double> ratios = cost.pairs().stream()
                .map(pair -> seconds.applyAsDouble(pair) / pair.loop())
                .toList();
        table.row(
                name,
                number("%.3f", mean),
                number("%.1f", MILLI * mean / cost.definition().batch()),
                ratios.stream().allMatch(ratio -> ratio > 0)
                        ? PairedRatio.of(ratios).text(3)
                        : number("%.3f", mean / mean(Pair::loop)));
    }

    private String busiest() {
        int slowest = 1;
        for (int number = 2; number <= cost.definition().depth(); number++) {
            slowest = busy(number) > busy(slowest) ? number : slowest;
        }
        return "Module %d trains %s of the time, the most of all, on a machine of %d processors that all of them share."
                .formatted(
                        slowest,
                        number("%.0f %%", 100 * busy(slowest)),
                        Runtime.getRuntime().availableProcessors());
    }

    private double busy(int number) {
        return mean(pair -> pair.pipeline().usage().busy().get(number - 1));
    }

    private List<String> topics() {
        PipelineDefinition definition = cost.definition();
        MarkdownTable table = new MarkdownTable(
                "topic of the outputs of",
                "kB a sample at the broker",
                "kB as float32",
                "of float32",
                "precision",
                "compression");
        for (int depth : definition.placement().topicDepths()) {
            double bytes = cost.pairs().stream()
                    .map(pair -> pair.pipeline().usage().topics().get(depth))
                    .reduce(TopicBytes::plus)
                    .orElseThrow()
                    .perSample();
            double plain = (double) definition.stages().get(depth).shape().size() * Float.BYTES;
            table.row(
                    depth == 0 ? "ingest" : "module " + depth,
                    number("%.1f", bytes / KILO),
                    number("%.1f", plain / KILO),
                    number("%.0f %%", 100 * bytes / plain),
                    PipelineDefinitions.word(definition.precisionAt(depth)),
                    PipelineDefinitions.word(definition.wire().compression()));
        }
        return table.lines();
    }

    private double mean(ToDoubleFunction<Pair> quantity) {
        return cost.pairs().stream().mapToDouble(quantity).average().orElseThrow();
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
