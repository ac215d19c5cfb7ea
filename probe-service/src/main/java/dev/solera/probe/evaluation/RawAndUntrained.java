package dev.solera.probe.evaluation;

import dev.solera.activation.Sample;
import dev.solera.probe.accuracy.Representation;
import dev.solera.probe.feature.StackEncoder;

/** Collects the samples of the input topic as they are, and as the untrained stack hands them on at every depth. */
final class RawAndUntrained implements StageExamples {

    private final int top;
    private final StackEncoder untrained;
    private final EvaluationFeatures features;

    /**
     * @param top depth of the untrained stack
     * @param untrained closed with this
     */
    RawAndUntrained(int top, StackEncoder untrained, EvaluationFeatures features) {
        this.top = top;
        this.untrained = untrained;
        this.features = features;
    }

    @Override
    public void add(Sample input) {
        features.add(Representation.RAW, input);
        Sample sample = input;
        for (int depth = 1; depth <= top; depth++) {
            sample = untrained.encode(depth, sample);
            features.add(Representation.untrained(depth), sample);
        }
    }

    @Override
    public void close() {
        untrained.close();
    }
}
