package dev.solera.benchmarks.learning;

import dev.solera.activation.Purpose;
import dev.solera.activation.Sample;
import dev.solera.benchmarks.table.MarkdownTable;
import dev.solera.benchmarks.table.Spread;
import dev.solera.encoder.Parameter;
import dev.solera.engine.ComputeDevice;
import dev.solera.engine.Engine;
import dev.solera.ingest.IngestProperties;
import dev.solera.ingest.plan.SampleSequence;
import dev.solera.learning.Beginning;
import dev.solera.pipeline.PipelineDefinition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * How alike the gradient of a module's own loss is to what one loss at the top would give the same module: the cosine between
 * both, over the parameters of its network, by module and by how much it has learned.
 */
public final class Alignment {

    private final AlignmentSettings settings;
    private final Consumer<String> say;

    /**
     * What one look at one module tells.
     *
     * @param endToEnd cosine between the module's own gradient and that of the loss at the top
     * @param itself cosine between its own gradients of one half of the batches and of the other: what noise allows
     */
    record Cosines(double endToEnd, double itself) {}

    /**
     * @param say told how far it has come, a line each
     * @throws IllegalArgumentException where a definition or the source is refused
     */
    public Alignment(AlignmentSettings settings, Consumer<String> say) {
        settings.check();
        this.settings = settings;
        this.say = say;
    }

    /** A table for people: means over the seeds with their standard deviation. */
    public List<String> run() {
        List<List<List<Cosines>>> seeds = new ArrayList<>();
        for (long seed : settings.seeds()) {
            seeds.add(looks(seed));
        }
        int depth = seeds.get(0).get(0).size();
        List<String> columns = new ArrayList<>(List.of("after samples", "cosine with"));
        IntStream.rangeClosed(1, depth).forEach(number -> columns.add("module " + number));
        MarkdownTable table = new MarkdownTable(columns.toArray(String[]::new));
        for (int look = 0; look < settings.after().size(); look++) {
            List<String> endToEnd =
                    new ArrayList<>(List.of(text("%,d", settings.after().get(look)), "end-to-end"));
            List<String> itself = new ArrayList<>(List.of("", "itself"));
            for (int module = 0; module < depth; module++) {
                Spread between = new Spread();
                Spread within = new Spread();
                for (List<List<Cosines>> one : seeds) {
                    between.add(one.get(look).get(module).endToEnd());
                    within.add(one.get(look).get(module).itself());
                }
                endToEnd.add(between.text(2));
                itself.add(within.text(2));
            }
            table.row(endToEnd.toArray(String[]::new)).row(itself.toArray(String[]::new));
        }
        return table.lines();
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    /** By look, then by module. */
    private List<List<Cosines>> looks(long seed) {
        PipelineDefinition greedy = settings.greedy(seed);
        Engine.start(greedy.module(1).threads());
        IngestProperties ingest = settings.source(greedy.batch());
        Iterator<Sample> samples = new SampleSequence(
                        greedy, ingest.openCorpus(greedy), ingest.length(), ingest.evaluationLimit())
                .learning();
        List<List<Cosines>> looks = new ArrayList<>();
        try (TrainedStack stack = TrainedStack.untrained(greedy, ComputeDevice.CPU)) {
            long learned = 0;
            for (long after : settings.after()) {
                stack.learn(next(samples, after - learned));
                learned = after;
                looks.add(look(seed, greedy, stack.parameters(), samples));
                say.accept(text("alignment: seed %d, after %,d samples", seed, after));
            }
        }
        return looks;
    }

    private static List<Sample> next(Iterator<Sample> samples, long count) {
        List<Sample> next = new ArrayList<>();
        while (next.size() < count) {
            Sample sample = samples.next();
            if (sample.purpose() == Purpose.TRAIN) {
                next.add(sample);
            }
        }
        return next;
    }

    private List<Cosines> look(long seed, PipelineDefinition greedy, Beginning parameters, Iterator<Sample> samples) {
        List<List<Gradients>> halves = List.of(own(greedy, parameters), own(greedy, parameters));
        Gradients merged = new Gradients(settings.merged(seed), 1, merged(greedy, parameters));
        for (int i = 0; i < settings.batches(); i++) {
            List<Sample> batch = next(samples, greedy.batch());
            merged.add(batch.stream().map(Sample::values).toList(), valid(batch));
            add(greedy, halves.get(i % 2), batch);
        }
        List<Cosines> cosines = new ArrayList<>();
        for (int number = 1; number <= greedy.depth(); number++) {
            Cosine endToEnd = new Cosine();
            Cosine itself = new Cosine();
            Map<String, double[]> one = halves.get(0).get(number - 1).sums();
            Map<String, double[]> other = halves.get(1).get(number - 1).sums();
            for (var entry : one.entrySet()) {
                double[] sum = entry.getValue().clone();
                double[] rest = other.get(entry.getKey());
                itself.add(sum, rest);
                IntStream.range(0, sum.length).forEach(i -> sum[i] += rest[i]);
                endToEnd.add(sum, merged.sums().get(MergedNames.of(entry.getKey(), greedy, number)));
            }
            cosines.add(new Cosines(endToEnd.value(), itself.value()));
        }
        return cosines;
    }

    private static List<Gradients> own(PipelineDefinition greedy, Beginning parameters) {
        return IntStream.rangeClosed(1, greedy.depth())
                .mapToObj(number -> new Gradients(greedy, number, parameters))
                .toList();
    }

    /** Every module's gradient on what the one upstream of it hands on, as it travels. */
    private static void add(PipelineDefinition greedy, List<Gradients> modules, List<Sample> input) {
        List<Sample> batch = input;
        for (int number = 1; number <= greedy.depth(); number++) {
            List<float[]> made = modules.get(number - 1)
                    .add(batch.stream().map(Sample::values).toList(), valid(batch));
            batch = HandedOn.by(greedy, number, batch, made);
        }
    }

    private static long[] valid(List<Sample> batch) {
        return batch.stream().mapToLong(Sample::valid).toArray();
    }

    /** The parameters of all modules, as the merged one calls them; of losses, those of the last. */
    private static Beginning merged(PipelineDefinition greedy, Beginning parameters) {
        Map<String, Parameter> merged = new HashMap<>();
        for (int number = 1; number <= greedy.depth(); number++) {
            int module = number;
            parameters.modules().get(number).forEach((name, value) -> {
                if (MergedNames.isThere(name, greedy, module)) {
                    merged.put(MergedNames.of(name, greedy, module), value);
                }
            });
        }
        return new Beginning("the modules", Map.of(1, merged));
    }
}
