package dev.solera.probe.rolling;

import dev.solera.activation.Purpose;
import dev.solera.activation.Sample;
import dev.solera.pipeline.Stage;
import dev.solera.probe.accuracy.ProbeAccuracy;
import dev.solera.probe.accuracy.Representation;
import dev.solera.probe.accuracy.Tally;
import dev.solera.probe.feature.Features;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * The rolling probes of one stage, one a label: they learn from training samples as they arrive and score held-out ones.
 * Any thread may ask for the rows.
 */
public final class RollingProbes {

    private final Representation representation;
    private final Stage stage;
    private final Features features;
    private final int window;
    private final double rate;
    private final Map<String, RollingProbe> probes = new TreeMap<>();

    /**
     * @param window held-out samples that an accuracy looks back
     * @param rate step size of the probes
     */
    public RollingProbes(int depth, Stage stage, Features features, int window, double rate) {
        this.representation = depth == 0 ? Representation.RAW : Representation.trained(depth);
        this.stage = stage;
        this.features = features;
        this.window = window;
        this.rate = rate;
    }

    /** Learns from a training sample, or scores a held-out one; samples of the evaluation pass are ignored. */
    synchronized void accept(Sample sample) {
        if (sample.purpose().isEvaluation()) {
            return;
        }
        var pooled = new Pooled(sample);
        sample.labels().forEach((label, values) -> {
            RollingProbe probe = probes.computeIfAbsent(
                    label, l -> new RollingProbe(stage.shape().channels(), window, rate));
            if (sample.purpose() == Purpose.TRAIN) {
                forEachExample(pooled, values, probe::learn);
            } else {
                score(pooled, values, probe);
            }
        });
    }

    /** A sample with its mean, which all labels of whole recordings share: it is taken once, and only where there is one. */
    private final class Pooled {

        private final Sample sample;
        private float[] row;

        Pooled(Sample sample) {
            this.sample = sample;
        }

        float[] row() {
            if (row == null) {
                row = features.pooled(stage, sample);
            }
            return row;
        }
    }

    private void score(Pooled sample, int[] values, RollingProbe probe) {
        var tally = new Object() {
            Tally sum = Tally.NONE;
        };
        forEachExample(sample, values, (row, label) -> tally.sum = tally.sum.plus(Tally.of(probe.isRight(row, label))));
        if (tally.sum.count() > 0) {
            probe.count(tally.sum);
        }
    }

    private void forEachExample(Pooled pooled, int[] values, BiConsumer<float[], Integer> user) {
        if (values.length != 1) {
            for (int frame : features.frames(pooled.sample, values)) {
                user.accept(features.frame(stage, pooled.sample, frame), values[frame]);
            }
        } else if (values[0] >= 0) {
            user.accept(pooled.row(), values[0]);
        }
    }

    /** The rolling accuracies of all labels of which anything was scored. */
    public synchronized List<ProbeAccuracy> rows() {
        return probes.entrySet().stream()
                .filter(entry -> entry.getValue().score().count() > 0)
                .map(entry -> row(entry.getKey(), entry.getValue()))
                .toList();
    }

    private ProbeAccuracy row(String label, RollingProbe probe) {
        return new ProbeAccuracy(
                representation, label, probe.score(), probe.interval(), Double.NaN, probe.classes(), Double.NaN);
    }
}
