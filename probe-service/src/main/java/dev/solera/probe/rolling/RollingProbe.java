package dev.solera.probe.rolling;

import dev.solera.probe.accuracy.ProbeAccuracy;
import dev.solera.probe.accuracy.Representation;
import dev.solera.probe.accuracy.Scoring;
import dev.solera.probe.classifier.LinearDiscriminant;
import dev.solera.probe.feature.LabelledRows;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The probe of one label on one representation while modules learn. After every block of training samples it is fit anew, and
 * exactly, on the newest ones, and tells the classes of the held-out samples that came among those of the block, which it never
 * learns from. So both are made by nearly the same parameters; what still moved all features alike is taken off, as each block of
 * samples is looked at about its own mean (docs/accuracy.md). One thread brings samples, any may ask.
 */
final class RollingProbe {

    private final Representation representation;
    private final String label;
    private final RollingWindows windows;
    private final MovingMoments moments;
    private final Ballot ballot;
    private Optional<Block> block = Optional.empty();
    private int classes;

    RollingProbe(Representation representation, String label, RollingWindows windows) {
        this.representation = representation;
        this.label = label;
        this.windows = windows;
        this.moments = new MovingMoments(windows);
        this.ballot = new Ballot(windows.heldOut());
    }

    synchronized void learn(LabelledRows sample) {
        if (sample.rows().isEmpty()) {
            return;
        }
        if (block.isEmpty()) {
            block = Optional.of(new Block(sample));
        } else {
            block.get().learn(sample);
        }
        if (block.get().samples() == windows.block()) {
            close(block.get());
            block = Optional.empty();
        }
    }

    /** What is held out before a block begins, or beyond what is looked back on, is not scored. */
    synchronized void hold(int recording, LabelledRows sample) {
        if (!sample.rows().isEmpty()) {
            block.filter(open -> open.heldOut().size() < windows.heldOut())
                    .ifPresent(open -> open.hold(recording, sample));
        }
    }

    private void close(Block full) {
        moments.add(full);
        if (moments.moments().labels().length < 2) {
            return;
        }
        LinearDiscriminant probe = LinearDiscriminant.of(moments.moments());
        classes = probe.classes().length;
        float[] mean = full.moments().mean();
        for (Block.HeldOut sample : full.heldOut()) {
            List<double[]> told = new ArrayList<>();
            for (float[] row : sample.rows().rows()) {
                told.add(probe.logProbabilities(less(row, mean)));
            }
            ballot.add(sample.recording(), sample.rows(), probe.classes(), told);
        }
    }

    private static float[] less(float[] row, float[] mean) {
        float[] difference = new float[row.length];
        for (int i = 0; i < row.length; i++) {
            difference[i] = row[i] - mean[i];
        }
        return difference;
    }

    /** Its accuracy now; empty as long as nothing of what was held out could have been learned. */
    synchronized Optional<ProbeAccuracy> row() {
        if (!ballot.tells()) {
            return Optional.empty();
        }
        return Optional.of(
                Scoring.accuracy(representation, label, ballot.decisions(), ballot.perFrame(), classes, Double.NaN));
    }
}
