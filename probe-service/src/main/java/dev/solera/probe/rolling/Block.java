package dev.solera.probe.rolling;

import dev.solera.probe.classifier.Moments;
import dev.solera.probe.feature.LabelledRows;
import java.util.ArrayList;
import java.util.List;

/**
 * What passed by while modules were nearly the same: the moments of some training samples, and the held-out samples that came among
 * them. Not safe for several threads.
 */
final class Block {

    /** What one held-out sample says. */
    record HeldOut(int recording, LabelledRows rows) {}

    private final Moments moments;
    private final List<HeldOut> heldOut = new ArrayList<>();
    private int samples;

    /** @param first training sample */
    Block(LabelledRows first) {
        moments = new Moments(first.rows().get(0));
        learn(first);
    }

    void learn(LabelledRows sample) {
        samples++;
        for (int i = 0; i < sample.classes().length; i++) {
            moments.add(sample.rows().get(i), sample.classes()[i]);
        }
    }

    void hold(int recording, LabelledRows sample) {
        heldOut.add(new HeldOut(recording, sample));
    }

    /** Training samples. */
    int samples() {
        return samples;
    }

    List<HeldOut> heldOut() {
        return heldOut;
    }

    Moments moments() {
        return moments;
    }
}
