package dev.solera.probe;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.function.Supplier;

/**
 * Makes the accuracy table of the evaluation pass. Each probe is fit on the training recordings without their
 * validation part, scored on that part, then fit again on all training recordings and scored on the held-out ones.
 */
final class Evaluation {

    private final ValidationSplit split;
    private final ProbeBudget budget;

    Evaluation(ValidationSplit split, ProbeBudget budget) {
        this.split = split;
        this.budget = budget;
    }

    /** Rows are fit in parallel; they do not depend on each other, so that their order cannot matter. */
    EvaluationTable table(SortedMap<Representation, SortedMap<String, LabelExamples>> examples) {
        List<Supplier<AccuracyRow>> rows = new ArrayList<>();
        Map<String, String> skipped = new TreeMap<>();
        examples.forEach((representation, labels) -> labels.forEach((label, both) -> {
            String obstacle = obstacle(both);
            if (obstacle.isEmpty()) {
                rows.add(() -> row(representation, label, both));
            } else {
                skipped.put(label, obstacle);
            }
        }));
        return new EvaluationTable(rows.parallelStream().map(Supplier::get).toList(), skipped);
    }

    /** Why nothing can be said about a label; empty where something can. */
    private static String obstacle(LabelExamples both) {
        int[] known = both.train().classes();
        if (known.length < 2) {
            return "classes among the training recordings are %d; allowed: 2 or more".formatted(known.length);
        }
        if (both.heldOut().size() == 0) {
            return "labelled held-out samples are 0; allowed: 1 or more";
        }
        if (Arrays.stream(both.heldOut().classes()).noneMatch(c -> Arrays.binarySearch(known, c) >= 0)) {
            return "no class of the held-out recordings occurs among the training recordings";
        }
        return "";
    }

    private AccuracyRow row(Representation representation, String label, LabelExamples both) {
        SoftmaxProbe probe = SoftmaxProbe.fit(both.train(), budget);
        Map<Integer, Tally> heldOut = Scoring.score(probe, both.heldOut(), both.perFrame());
        Tally score = Scoring.total(heldOut);
        Interval interval = both.perFrame()
                ? Interval.clustered(heldOut.values())
                : Interval.wilson(score.fraction(), score.count());
        return new AccuracyRow(representation, label, score, interval, probe.classes().length, validation(both));
    }

    private double validation(LabelExamples both) {
        IntPredicate validation = split::isValidation;
        Examples fit = both.train().where(validation.negate());
        Examples held = both.train().where(validation);
        if (fit.classes().length < 2 || held.size() == 0) {
            return Double.NaN;
        }
        SoftmaxProbe probe = SoftmaxProbe.fit(fit, budget);
        return Scoring.total(Scoring.score(probe, held, both.perFrame())).fraction();
    }
}
