package dev.solera.benchmarks.step;

import dev.solera.benchmarks.step.FormTimes.ModuleTimes;
import dev.solera.benchmarks.table.MarkdownTable;
import dev.solera.benchmarks.table.PairedRatio;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import dev.solera.pipeline.WireDefinition.Precision;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * What training steps take, in every form that could be measured.
 *
 * @param settings what was measured
 * @param forms the baseline first
 * @param leftOut with the reason
 * @param limits floating-point operations a second that a matrix product reaches, by what it is in
 * @param engines names and versions
 */
public record StepReport(
        StepSettings settings,
        List<FormTimes> forms,
        Map<StepForm, String> leftOut,
        Map<Precision, Double> limits,
        List<String> engines) {

    private static final double MILLI = 1e3;
    private static final double MEBI = 1 << 20;
    private static final double GIGA = 1e9;
    private static final String NONE = "-";

    public StepReport {
        forms = List.copyOf(forms);
        leftOut = Map.copyOf(leftOut);
        limits = Map.copyOf(limits);
        engines = List.copyOf(engines);
    }

    /** Tables for people, as Markdown has them. */
    public List<String> lines() {
        PipelineDefinition definition = settings.definition();
        List<String> lines = new ArrayList<>();
        lines.add("## A training step, `%s`, batch %d, %d %s a module"
                .formatted(
                        definition.pipeline(),
                        definition.batch(),
                        settings.threads(),
                        settings.threads() == 1 ? "thread" : "threads"));
        lines.add("");
        lines.add(
                "Medians of %d rounds, in which every form makes a step in turn; ratios with their 95 %% intervals. %s. %s."
                        .formatted(settings.rounds(), String.join(", ", engines), limitsText()));
        lines.add("");
        lines.addAll(stack());
        lines.add("");
        lines.addAll(modules());
        lines.add("");
        lines.addAll(ratios());
        leftOut.forEach((form, reason) -> {
            lines.add("");
            lines.add("Left out: %s, as %s.".formatted(form.name(), reason));
        });
        return lines;
    }

    private String limitsText() {
        List<String> texts = new ArrayList<>();
        for (Precision precision : Precision.values()) {
            if (limits.containsKey(precision)) {
                texts.add("%.0f GFLOP/s in %s"
                        .formatted(limits.get(precision) / GIGA, PipelineDefinitions.word(precision)));
            }
        }
        return "A matrix product reaches " + String.join(", ", texts);
    }

    /** A step of all modules, a row a form. */
    private List<String> stack() {
        MarkdownTable table = new MarkdownTable(
                "form, all modules",
                "ms",
                "samples/s",
                "processor ms",
                "times the first row's speed",
                "by processor time",
                "of the matrix limit",
                "MiB above idle, largest module");
        ModuleTimes baseline = forms.get(0).stack();
        for (FormTimes form : forms) {
            ModuleTimes stack = form.stack();
            double seconds = stack.median(StepTime::seconds);
            table.row(
                    form.form().name(),
                    number("%.0f", MILLI * seconds),
                    number("%.2f", settings.definition().batch() / seconds),
                    number("%.0f", MILLI * stack.median(StepTime::processor)),
                    ratio(baseline, stack, StepTime::seconds),
                    ratio(baseline, stack, StepTime::processor),
                    share(form.form().precision(), seconds),
                    number("%.0f", stack.peak() / MEBI));
        }
        leftOut.keySet().stream()
                .sorted(Comparator.comparingInt(settings.forms()::indexOf))
                .forEach(form -> table.row(form.name(), "left out", NONE, NONE, NONE, NONE, NONE, NONE));
        return table.lines();
    }

    private String share(Precision precision, double seconds) {
        PipelineDefinition definition = settings.definition();
        List<OptionalDouble> work = IntStream.rangeClosed(1, definition.depth())
                .mapToObj(number -> StepWork.of(definition, number))
                .toList();
        if (!limits.containsKey(precision) || work.stream().anyMatch(OptionalDouble::isEmpty)) {
            return NONE;
        }
        double operations =
                work.stream().mapToDouble(OptionalDouble::getAsDouble).sum();
        return number("%.0f %%", 100 * operations / seconds / limits.get(precision));
    }

    /** Milliseconds and memory of each module, a row a form. */
    private List<String> modules() {
        List<String> columns = new ArrayList<>(List.of("form, ms (MiB above idle)"));
        int depth = settings.definition().depth();
        IntStream.rangeClosed(1, depth).forEach(number -> columns.add("module " + number));
        MarkdownTable table = new MarkdownTable(columns.toArray(String[]::new));
        for (FormTimes form : forms) {
            List<String> cells = new ArrayList<>(List.of(form.form().name()));
            form.modules()
                    .forEach(module -> cells.add(String.format(
                            Locale.ROOT,
                            "%.0f (%.0f)",
                            MILLI * module.median(StepTime::seconds),
                            module.peak() / MEBI)));
            table.row(cells.toArray(String[]::new));
        }
        return table.lines();
    }

    /** How many times the speed of the fastest of PyTorch's forms with the same kind of negatives; none where none was measured. */
    private List<String> ratios() {
        List<String> columns =
                new ArrayList<>(List.of("times the speed of PyTorch's fastest with such negatives", "all"));
        IntStream.rangeClosed(1, settings.definition().depth()).forEach(number -> columns.add("module " + number));
        MarkdownTable table = new MarkdownTable(columns.toArray(String[]::new));
        forms.stream().filter(form -> form.form() instanceof StepForm.Solera).forEach(form -> {
            List<String> cells = new ArrayList<>(List.of(form.form().name()));
            cells.add(overFastest(form, FormTimes::stack));
            for (int i = 0; i < settings.definition().depth(); i++) {
                int module = i;
                cells.add(overFastest(form, times -> times.modules().get(module)));
            }
            table.row(cells.toArray(String[]::new));
        });
        return table.lines();
    }

    private interface Part {
        ModuleTimes of(FormTimes form);
    }

    private String overFastest(FormTimes form, Part part) {
        Optional<ModuleTimes> fastest = forms.stream()
                .filter(other -> other.form() instanceof StepForm.PyTorch
                        && other.form().authors() == form.form().authors())
                .map(part::of)
                .min(Comparator.comparingDouble(times -> times.median(StepTime::seconds)));
        return fastest.map(times -> ratio(times, part.of(form), StepTime::seconds))
                .orElse(NONE);
    }

    private static String ratio(ModuleTimes of, ModuleTimes over, ToDoubleFunction<StepTime> quantity) {
        List<Double> ratios = IntStream.range(0, of.steps().size())
                .mapToObj(round -> quantity.applyAsDouble(of.steps().get(round))
                        / quantity.applyAsDouble(over.steps().get(round)))
                .toList();
        return PairedRatio.of(ratios).text(2);
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
