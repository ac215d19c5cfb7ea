package dev.solera.probe.evaluation;

import dev.solera.export.Classifier;
import dev.solera.probe.accuracy.Network;
import dev.solera.probe.accuracy.ProbeAccuracy;
import dev.solera.probe.accuracy.Representation;
import dev.solera.probe.accuracy.Scoring;
import dev.solera.probe.accuracy.Tally;
import dev.solera.probe.classifier.Examples;
import dev.solera.probe.classifier.ProbeBudget;
import dev.solera.probe.classifier.SoftmaxProbe;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Makes the accuracy table of the evaluation pass: each probe is fit on all training recordings and scored on the
 * held-out ones. The best depth is chosen without looking at those, by probes that are fit on a part of the training
 * recordings and scored on the rest.
 */
public final class Evaluation {

    private final ValidationFolds folds;
    private final ProbeBudget budget;
    private final Set<String> learned;

    /** One probe, with how good it is. */
    private record Row(ProbeAccuracy accuracy, Classifier classifier) {}

    /**
     * @param learned labels that modules were trained on: they have seen those of every fold, so that there is no validation by
     *     which a depth could be chosen
     */
    public Evaluation(ValidationFolds folds, ProbeBudget budget, Set<String> learned) {
        this.folds = folds;
        this.budget = budget;
        this.learned = Set.copyOf(learned);
    }

    /** The same where nobody asks how far it is. */
    public EvaluationTable table(SortedMap<Representation, SortedMap<String, LabelExamples>> examples) {
        return table(examples, new FitCount());
    }

    /**
     * Rows are fit in parallel; as none depends on another, their order does not matter.
     *
     * @param count is told of every classifier
     */
    public EvaluationTable table(SortedMap<Representation, SortedMap<String, LabelExamples>> examples, FitCount count) {
        List<Supplier<Row>> rows = new ArrayList<>();
        int classifiers = 0;
        Map<String, String> skipped = new TreeMap<>();
        for (var labels : examples.entrySet()) {
            Representation representation = labels.getKey();
            for (var examplesOf : labels.getValue().entrySet()) {
                String label = examplesOf.getKey();
                LabelExamples both = examplesOf.getValue();
                String obstacle = both.obstacle();
                if (obstacle.isEmpty()) {
                    int validating = validating(representation, label, both);
                    classifiers += 1 + validating;
                    rows.add(() -> row(representation, label, both, validating, count));
                } else {
                    skipped.put(label, obstacle);
                }
            }
        }
        count.begin(classifiers);
        List<Row> fitted = rows.parallelStream().map(Supplier::get).toList();
        return new EvaluationTable(fitted.stream().map(Row::accuracy).toList(), skipped, learned, classifiers(fitted));
    }

    private static SortedMap<Integer, List<Classifier>> classifiers(List<Row> rows) {
        SortedMap<Integer, List<Classifier>> classifiers = new TreeMap<>();
        for (Row row : rows) {
            Representation representation = row.accuracy().representation();
            if (representation.network() == Network.TRAINED) {
                classifiers
                        .computeIfAbsent(representation.depth(), depth -> new ArrayList<>())
                        .add(row.classifier());
            }
        }
        return classifiers;
    }

    private Row row(Representation representation, String label, LabelExamples both, int validating, FitCount count) {
        SoftmaxProbe probe = SoftmaxProbe.fit(both.train(), budget);
        count.fitted();
        ProbeAccuracy accuracy = both.score(probe, representation, label, validation(both, validating, count));
        return new Row(accuracy, probe.classifier(label, both.perFrame()));
    }

    /** Classifiers that validate a row: none of rows that cannot be the best depth, and of labels that modules learned. */
    private int validating(Representation representation, String label, LabelExamples both) {
        return representation.network() != Network.TRAINED || learned.contains(label)
                ? 0
                : folds.lookedAt(both.perFrame());
    }

    /** Accuracy by cross-validation; NaN where there is none, and where there is too little to fit on. */
    private double validation(LabelExamples both, int validating, FitCount count) {
        Tally score = IntStream.range(0, validating)
                .mapToObj(fold -> scoreOf(fold, both, count))
                .reduce(Tally.NONE, Tally::plus);
        return score.count() == 0 ? Double.NaN : score.fraction();
    }

    private Tally scoreOf(int fold, LabelExamples both, FitCount count) {
        Examples fit = both.train().where(recording -> folds.of(recording) != fold);
        Examples held = both.train().where(recording -> folds.of(recording) == fold);
        Tally score = fit.classes().length < 2 || held.size() == 0
                ? Tally.NONE
                : Scoring.total(
                        Scoring.byRecording(Scoring.decisions(SoftmaxProbe.fit(fit, budget), held, both.perFrame())));
        count.fitted();
        return score;
    }
}
