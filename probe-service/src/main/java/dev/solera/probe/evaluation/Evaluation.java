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

    /** Rows are fit in parallel; as none depends on another, their order does not matter. */
    public EvaluationTable table(SortedMap<Representation, SortedMap<String, LabelExamples>> examples) {
        List<Supplier<Row>> rows = new ArrayList<>();
        Map<String, String> skipped = new TreeMap<>();
        examples.forEach((representation, labels) -> labels.forEach((label, both) -> {
            String obstacle = both.obstacle();
            if (obstacle.isEmpty()) {
                rows.add(() -> row(representation, label, both));
            } else {
                skipped.put(label, obstacle);
            }
        }));
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

    private Row row(Representation representation, String label, LabelExamples both) {
        SoftmaxProbe probe = SoftmaxProbe.fit(both.train(), budget);
        ProbeAccuracy accuracy = both.score(probe, representation, label, validation(representation, label, both));
        return new Row(accuracy, probe.classifier(label, both.perFrame()));
    }

    /**
     * Accuracy by cross-validation; NaN for rows that cannot be the best depth, for labels that modules learned, and where there is too little to fit on.
     */
    private double validation(Representation representation, String label, LabelExamples both) {
        if (representation.network() != Network.TRAINED || learned.contains(label)) {
            return Double.NaN;
        }
        Tally score = IntStream.range(0, folds.lookedAt(both.perFrame()))
                .mapToObj(fold -> scoreOf(fold, both))
                .reduce(Tally.NONE, Tally::plus);
        return score.count() == 0 ? Double.NaN : score.fraction();
    }

    private Tally scoreOf(int fold, LabelExamples both) {
        Examples fit = both.train().where(recording -> folds.of(recording) != fold);
        Examples held = both.train().where(recording -> folds.of(recording) == fold);
        if (fit.classes().length < 2 || held.size() == 0) {
            return Tally.NONE;
        }
        return Scoring.total(
                Scoring.byRecording(Scoring.decisions(SoftmaxProbe.fit(fit, budget), held, both.perFrame())));
    }
}
