package dev.solera.benchmarks.wire;

import dev.solera.activation.Sample;
import dev.solera.benchmarks.learning.EvaluationGroups;
import dev.solera.benchmarks.learning.TrainedStack;
import dev.solera.ingest.IngestProperties;
import dev.solera.ingest.corpus.Corpus;
import dev.solera.ingest.plan.SampleSequence;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import dev.solera.pipeline.WireDefinition.Precision;
import dev.solera.probe.accuracy.ProbeAccuracy;
import dev.solera.probe.accuracy.Representation;
import dev.solera.probe.classifier.ProbeBudget;
import dev.solera.probe.evaluation.Evaluation;
import dev.solera.probe.evaluation.EvaluationFeatures;
import dev.solera.probe.evaluation.ValidationFolds;
import dev.solera.probe.feature.Features;
import dev.solera.standalone.train.IngestSettings;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Trains the modules once in every precision, asks probes of each, and encodes what the ones trained in float32 hand on in every
 * precision and compression.
 */
public final class WireMeasurement {

    /** The probe service's own defaults. */
    private static final ProbeBudget BUDGET = new ProbeBudget(1e-3, 200);

    private static final int FRAMES = 16;

    private final WireSettings settings;
    private final Consumer<String> say;

    /** @param say told how far it has come, a line each */
    public WireMeasurement(WireSettings settings, Consumer<String> say) {
        this.settings = settings;
        this.say = say;
    }

    /** @throws IllegalArgumentException where the source does not fit, or its evaluation pass has too few samples */
    public WireReport run() {
        IngestProperties ingest = IngestSettings.check(settings.ingest());
        Corpus corpus = ingest.openCorpus(settings.definition(WireSettings.PRECISIONS.get(0)));
        List<WireCost> costs = new ArrayList<>();
        Map<Precision, List<ProbeAccuracy>> accuracies = new EnumMap<>(Precision.class);
        for (Precision precision : WireSettings.PRECISIONS) {
            PipelineDefinition definition = settings.definition(precision);
            say.accept("training with %s".formatted(PipelineDefinitions.word(precision)));
            var samples = new SampleSequence(definition, corpus, ingest.length(), ingest.evaluationLimit());
            try (TrainedStack stack = TrainedStack.trained(definition, samples)) {
                List<List<Sample>> kept = new ArrayList<>();
                accuracies.put(precision, accuracies(stack, samples, definition, kept));
                if (costs.isEmpty()) {
                    costs.addAll(costs(definition, kept));
                }
            }
        }
        return new WireReport(costs, accuracies);
    }

    private List<ProbeAccuracy> accuracies(
            TrainedStack stack, SampleSequence samples, PipelineDefinition definition, List<List<Sample>> kept) {
        EvaluationFeatures features =
                new EvaluationFeatures(definition, new Features(definition.input(), FRAMES, definition.seed()));
        EvaluationGroups.forEach(samples, definition.batch(), group -> {
            List<List<Sample>> depths = stack.depths(group);
            for (int depth = 1; depth < depths.size(); depth++) {
                Representation representation = Representation.trained(depth);
                depths.get(depth).forEach(sample -> features.add(representation, sample));
                keep(kept, depth, depths.get(depth));
            }
        });
        return new Evaluation(new ValidationFolds(0, definition.seed()), BUDGET, Set.of())
                .table(features.examples())
                .rows();
    }

    /** The first samples at each depth, as many as are encoded. */
    private void keep(List<List<Sample>> kept, int depth, List<Sample> samples) {
        if (kept.size() < depth) {
            kept.add(new ArrayList<>());
        }
        List<Sample> of = kept.get(depth - 1);
        samples.stream().limit(settings.samples() - of.size()).forEach(of::add);
    }

    private List<WireCost> costs(PipelineDefinition definition, List<List<Sample>> kept) {
        List<WireCost> costs = new ArrayList<>();
        for (int depth = 1; depth <= kept.size(); depth++) {
            costs.addAll(
                    WireCost.all(depth, kept.get(depth - 1), definition.wire().recordBytes()));
        }
        return costs;
    }
}
