package dev.solera.probe.rolling;

import dev.solera.activation.Purpose;
import dev.solera.activation.Sample;
import dev.solera.pipeline.Stage;
import dev.solera.probe.accuracy.ProbeAccuracy;
import dev.solera.probe.accuracy.Representation;
import dev.solera.probe.feature.Features;
import dev.solera.probe.feature.LabelledRows;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The rolling probes of one representation, one a label: they learn from training samples as they arrive and are scored on held-out ones.
 * One thread brings samples, another one may ask for the rows.
 */
public final class RollingProbes {

    private final Representation representation;
    private final Stage stage;
    private final Features features;
    private final RollingWindows windows;
    private final Map<String, RollingProbe> probes = new ConcurrentSkipListMap<>();

    /** @param stage of the representation's depth */
    public RollingProbes(Representation representation, Stage stage, Features features, RollingWindows windows) {
        this.representation = representation;
        this.stage = stage;
        this.features = features;
        this.windows = windows;
    }

    /** Learns from a training sample, or keeps a held-out one to be scored on; samples of the evaluation pass are ignored. */
    void accept(Sample sample) {
        if (!sample.purpose().isEvaluation()) {
            features.labelled(stage, sample).forEach((label, rows) -> accept(sample, label, rows));
        }
    }

    private void accept(Sample sample, String label, LabelledRows rows) {
        RollingProbe probe = probes.computeIfAbsent(label, name -> new RollingProbe(representation, name, windows));
        if (sample.purpose() == Purpose.TRAIN) {
            probe.learn(rows);
        } else {
            probe.hold(sample.recording(), rows);
        }
    }

    /** The rolling accuracies of all labels that there is something to tell of. */
    public List<ProbeAccuracy> rows() {
        return probes.values().stream()
                .map(RollingProbe::row)
                .flatMap(Optional::stream)
                .toList();
    }
}
