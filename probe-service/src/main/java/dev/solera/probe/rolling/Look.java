package dev.solera.probe.rolling;

import dev.solera.activation.Purpose;
import dev.solera.activation.Sample;
import dev.solera.pipeline.Stage;
import dev.solera.probe.accuracy.ProbeAccuracy;
import dev.solera.probe.accuracy.Representation;
import dev.solera.probe.classifier.ProbeBudget;
import dev.solera.probe.classifier.SoftmaxProbe;
import dev.solera.probe.evaluation.LabelExamples;
import dev.solera.probe.feature.Features;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One look at representations that a single set of parameters made: of each label the final table's probe is fit on the training
 * samples, with the same budget, and tells the classes of the held-out ones. Windows of a recording vote. One thread uses it.
 */
final class Look {

    private final Features features;
    private final ProbeBudget budget;
    private final Map<Representation, Map<String, LabelExamples>> seen = new TreeMap<>();

    Look(Features features, ProbeBudget budget) {
        this.features = features;
        this.budget = budget;
    }

    /**
     * @param stage of the representation's depth
     * @param sample a training or a held-out one, as it is there
     */
    void add(Representation representation, Stage stage, Sample sample) {
        Map<String, LabelExamples> labels = seen.computeIfAbsent(representation, first -> new TreeMap<>());
        features.labelled(stage, sample).forEach((label, rows) -> {
            if (!rows.rows().isEmpty()) {
                labels.computeIfAbsent(label, first -> LabelExamples.empty(rows.perFrame()))
                        .add(sample.purpose() == Purpose.HELD_OUT, sample.recording(), rows);
            }
        });
    }

    /**
     * The accuracies of all labels that there is something to tell of. Where a label has more classes than the training samples, those
     * that are held out of the others are not counted: the probe has not been asked to tell them, and no network could.
     */
    List<ProbeAccuracy> rows() throws InterruptedException {
        List<ProbeAccuracy> rows = new ArrayList<>();
        for (var labels : seen.entrySet()) {
            for (var label : labels.getValue().entrySet()) {
                if (Thread.interrupted()) {
                    throw new InterruptedException("looking was given up");
                }
                LabelExamples both = label.getValue().ofTrainedClasses();
                if (both.obstacle().isEmpty()) {
                    rows.add(both.score(
                            SoftmaxProbe.fit(both.train(), budget), labels.getKey(), label.getKey(), Double.NaN));
                }
            }
        }
        return rows;
    }
}
