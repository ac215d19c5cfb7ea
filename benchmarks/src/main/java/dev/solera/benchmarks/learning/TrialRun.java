package dev.solera.benchmarks.learning;

import dev.solera.activation.Sample;
import dev.solera.benchmarks.measure.ProcFiles;
import dev.solera.engine.ComputeDevice;
import dev.solera.engine.Engine;
import dev.solera.ingest.IngestProperties;
import dev.solera.ingest.corpus.Corpus;
import dev.solera.ingest.plan.SampleSequence;
import dev.solera.learning.Beginning;
import dev.solera.learning.DeadChannels;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import dev.solera.probe.accuracy.ProbeAccuracy;
import dev.solera.probe.accuracy.Representation;
import dev.solera.probe.classifier.Examples;
import dev.solera.probe.classifier.ProbeBudget;
import dev.solera.probe.evaluation.Evaluation;
import dev.solera.probe.evaluation.EvaluationFeatures;
import dev.solera.probe.evaluation.LabelExamples;
import dev.solera.probe.evaluation.ValidationFolds;
import dev.solera.probe.feature.Features;
import dev.solera.standalone.train.IngestSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** One trial being made: trains, and asks probes of the network and of the same untrained. */
final class TrialRun {

    /** The probe service's own defaults. */
    private static final ProbeBudget BUDGET = new ProbeBudget(1e-3, 200);

    private static final int FRAMES = 16;

    private static final String SINGLE = ", single windows";

    private final Trial.Task task;
    private final List<PipelineDefinition> phases;
    private final PipelineDefinition definition;
    private final ComputeDevice device;
    private final IngestProperties ingest;
    private final Corpus corpus;

    TrialRun(Trial.Task task) {
        this.task = task;
        this.phases = task.phases().stream().map(PipelineDefinitions::parse).toList();
        this.definition = phases.get(phases.size() - 1);
        this.device = task.device();
        this.ingest = IngestSettings.check(Map.copyOf(task.ingest()));
        this.corpus = ingest.openCorpus(definition);
    }

    TrialResult run() throws IOException {
        Engine.start(definition.module(1).threads());
        device.requireThere("gpu", definition.module(1).threads());
        SampleSequence samples = samples();
        Duration before = used();
        try (TrainedStack trained = TrainedStack.from(definition, earlierPhases(), device);
                TrainedStack untrained = TrainedStack.untrained(definition, device)) {
            learn(trained, samples);
            double seconds = used().minus(before).toNanos() * 1e-9;
            List<DeadChannels> dead = IntStream.rangeClosed(1, definition.depth())
                    .mapToObj(depth ->
                            new DeadChannels(definition.stages().get(depth).shape()))
                    .toList();
            EvaluationFeatures features =
                    new EvaluationFeatures(definition, new Features(definition.input(), FRAMES, definition.seed()));
            EvaluationGroups.forEach(samples, definition.batch(), group -> {
                List<List<Sample>> learned = trained.depths(group);
                List<List<Sample>> drawn = untrained.depths(group);
                for (int depth = 1; depth < learned.size(); depth++) {
                    Representation representation = Representation.trained(depth);
                    Representation beside = Representation.untrained(depth);
                    learned.get(depth).forEach(sample -> features.add(representation, sample));
                    drawn.get(depth).forEach(sample -> features.add(beside, sample));
                    learned.get(depth).stream().map(Sample::values).forEach(dead.get(depth - 1)::see);
                }
            });
            return new TrialResult(task, rows(features), shares(dead), seconds);
        }
    }

    private Beginning earlierPhases() {
        Beginning beginning = Beginning.DRAWN;
        for (PipelineDefinition phase : phases.subList(0, phases.size() - 1)) {
            try (TrainedStack stack = TrainedStack.from(phase, beginning, device)) {
                learn(stack, samples());
                beginning = stack.parameters();
            }
        }
        return beginning;
    }

    private void learn(TrainedStack stack, SampleSequence samples) {
        task.slowed()
                .ifPresentOrElse(
                        slowed -> stack.learn(samples::learning, slowed), () -> stack.learn(samples::learning));
    }

    private SampleSequence samples() {
        return new SampleSequence(definition, corpus, ingest.length(), ingest.evaluationLimit());
    }

    private List<TrialResult.Row> rows(EvaluationFeatures features) {
        SortedMap<Representation, SortedMap<String, LabelExamples>> examples = new TreeMap<>();
        features.examples()
                .forEach((representation, labels) -> examples.put(representation, withSingleWindows(labels)));
        return new Evaluation(new ValidationFolds(0, definition.seed()), BUDGET, Set.of())
                .table(examples).rows().stream().map(TrialRun::row).toList();
    }

    /** Windows of long recordings vote, which flatters every depth: what each tells by itself stands beside it. */
    static SortedMap<String, LabelExamples> withSingleWindows(SortedMap<String, LabelExamples> labels) {
        SortedMap<String, LabelExamples> all = new TreeMap<>(labels);
        labels.forEach((label, voting) -> {
            Examples heldOut = voting.heldOut();
            long recordings = IntStream.range(0, heldOut.size())
                    .map(heldOut::recording)
                    .distinct()
                    .count();
            if (!voting.perFrame() && heldOut.size() > recordings) {
                all.put(label + SINGLE, new LabelExamples(true, voting.train(), heldOut));
            }
        });
        return all;
    }

    private static TrialResult.Row row(ProbeAccuracy accuracy) {
        return new TrialResult.Row(
                accuracy.label(),
                accuracy.representation().depth(),
                accuracy.representation().network(),
                accuracy.score().fraction(),
                accuracy.interval().low(),
                accuracy.interval().high());
    }

    private List<Double> shares(List<DeadChannels> dead) {
        return IntStream.rangeClosed(1, dead.size())
                .mapToObj(depth -> dead.get(depth - 1).count()
                        / (double) definition.stages().get(depth).shape().channels())
                .toList();
    }

    private static Duration used() throws IOException {
        return ProcFiles.processorTime(ProcessHandle.current().pid());
    }
}
