package dev.solera.probe.rolling;

import dev.solera.activation.Purpose;
import dev.solera.activation.Sample;
import dev.solera.pipeline.Stage;
import dev.solera.probe.accuracy.ProbeAccuracy;
import dev.solera.probe.accuracy.Representation;
import dev.solera.probe.accuracy.Scoring;
import dev.solera.probe.classifier.Examples;
import dev.solera.probe.classifier.ProbeBudget;
import dev.solera.probe.classifier.SoftmaxProbe;
import dev.solera.probe.feature.Features;
import dev.solera.probe.feature.LabelledRows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One look at representations that a single set of parameters made: of each label the final table's probe is fit on the training
 * samples, with the same budget, and tells the classes of the held-out ones. Windows of a recording vote. One thread uses it.
 */
final class Look {

    private final Features features;
    private final ProbeBudget budget;
    private final Map<Representation, Map<String, Seen>> seen = new TreeMap<>();

    Look(Features features, ProbeBudget budget) {
        this.features = features;
        this.budget = budget;
    }

    /** What was seen of one label in one representation. */
    private static final class Seen {

        private final boolean perFrame;
        private final Examples train = new Examples();
        private final Examples heldOut = new Examples();

        Seen(boolean perFrame) {
            this.perFrame = perFrame;
        }

        void add(Sample sample, LabelledRows rows) {
            Examples examples = sample.purpose() == Purpose.TRAIN ? train : heldOut;
            for (int i = 0; i < rows.classes().length; i++) {
                examples.add(rows.rows().get(i), rows.classes()[i], sample.recording());
            }
        }

        /** Empty where there is nothing to tell apart, or nothing of what was held out could have been learned. */
        Optional<ProbeAccuracy> row(Representation representation, String label, ProbeBudget budget) {
            int[] known = train.classes();
            if (known.length < 2
                    || Arrays.stream(heldOut.classes()).noneMatch(told -> Arrays.binarySearch(known, told) >= 0)) {
                return Optional.empty();
            }
            var decisions = Scoring.decisions(SoftmaxProbe.fit(train, budget), heldOut, perFrame);
            return Optional.of(Scoring.accuracy(representation, label, decisions, perFrame, known.length, Double.NaN));
        }
    }

    /**
     * @param stage of the representation's depth
     * @param sample a training or a held-out one, as it is there
     */
    void add(Representation representation, Stage stage, Sample sample) {
        Map<String, Seen> labels = seen.computeIfAbsent(representation, first -> new TreeMap<>());
        features.labelled(stage, sample).forEach((label, rows) -> {
            if (!rows.rows().isEmpty()) {
                labels.computeIfAbsent(label, first -> new Seen(rows.perFrame()))
                        .add(sample, rows);
            }
        });
    }

    /** The accuracies of all labels that there is something to tell of. */
    List<ProbeAccuracy> rows() throws InterruptedException {
        List<ProbeAccuracy> rows = new ArrayList<>();
        for (var representation : seen.entrySet()) {
            for (var label : representation.getValue().entrySet()) {
                if (Thread.interrupted()) {
                    throw new InterruptedException("looking was given up");
                }
                label.getValue()
                        .row(representation.getKey(), label.getKey(), budget)
                        .ifPresent(rows::add);
            }
        }
        return rows;
    }
}
