package dev.solera.probe.evaluation;

import dev.solera.activation.Sample;
import dev.solera.pipeline.Placement;
import dev.solera.probe.accuracy.Representation;
import dev.solera.probe.feature.StackEncoder;

/**
 * Collects the samples of the input topic as they are, and as the untrained stack hands them on at every depth that trained
 * modules have a topic at.
 */
final class RawAndUntrained implements StageExamples {

    private final Placement placement;
    private final StackEncoder untrained;
    private final EvaluationFeatures features;

    /**
     * @param placement of the trained modules
     * @param untrained closed with this
     */
    RawAndUntrained(Placement placement, StackEncoder untrained, EvaluationFeatures features) {
        this.placement = placement;
        this.untrained = untrained;
        this.features = features;
    }

    @Override
    public void add(Sample input) {
        features.add(Representation.RAW, input);
        Sample sample = input;
        for (int depth = 1; depth <= placement.depth(); depth++) {
            sample = untrained.encode(depth, sample);
            if (placement.hasTopic(depth)) {
                features.add(Representation.untrained(depth), sample);
            }
        }
    }

    @Override
    public void close() {
        untrained.close();
    }
}
