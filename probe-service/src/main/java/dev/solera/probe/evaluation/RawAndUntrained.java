package dev.solera.probe.evaluation;

import dev.solera.activation.Sample;
import dev.solera.pipeline.Placement;
import dev.solera.probe.accuracy.Network;
import dev.solera.probe.accuracy.Representation;
import dev.solera.probe.feature.StackEncoder;

/** Collects the samples of the input as they are, and as the untrained stack hands them on. */
final class RawAndUntrained implements StageExamples {

    private final EvaluationFeatures features;
    private final EncodedExamples untrained;

    /**
     * @param placement of the trained modules
     * @param untrained closed with this
     */
    RawAndUntrained(Placement placement, StackEncoder untrained, EvaluationFeatures features) {
        this.features = features;
        this.untrained = new EncodedExamples(Network.UNTRAINED, placement, untrained, features);
    }

    @Override
    public void add(Sample input) {
        features.add(Representation.RAW, input);
        untrained.add(input);
    }

    @Override
    public void close() {
        untrained.close();
    }
}
