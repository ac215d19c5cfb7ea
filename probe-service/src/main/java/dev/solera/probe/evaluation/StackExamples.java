package dev.solera.probe.evaluation;

import dev.solera.activation.Sample;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.probe.accuracy.Network;
import dev.solera.probe.feature.StackEncoder;

/** Collects all that a table needs of the samples of the input, where both stacks are in this process. One thread uses it. */
public final class StackExamples implements AutoCloseable {

    private final RawAndUntrained untrained;
    private final EncodedExamples trained;

    /**
     * @param trained closed with this
     * @param untrained closed with this
     */
    public StackExamples(
            PipelineDefinition definition, StackEncoder trained, StackEncoder untrained, EvaluationFeatures features) {
        this.trained = new EncodedExamples(Network.TRAINED, definition.placement(), trained, features);
        this.untrained = new RawAndUntrained(definition.placement(), untrained, features);
    }

    /** @param input a sample of the evaluation pass, at depth 0 */
    public void add(Sample input) {
        untrained.add(input);
        trained.add(input);
    }

    @Override
    public void close() {
        trained.close();
        untrained.close();
    }
}
