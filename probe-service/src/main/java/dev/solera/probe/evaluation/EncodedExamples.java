package dev.solera.probe.evaluation;

import dev.solera.activation.Sample;
import dev.solera.pipeline.Placement;
import dev.solera.probe.accuracy.Network;
import dev.solera.probe.accuracy.Representation;
import dev.solera.probe.feature.StackEncoder;

/** Collects what a stack in this process makes of the samples of the input, at every depth that a run's modules have a topic at. */
final class EncodedExamples implements StageExamples {

    private final Network network;
    private final Placement placement;
    private final StackEncoder stack;
    private final EvaluationFeatures features;

    /**
     * @param network that the stack is
     * @param placement of the run's modules
     * @param stack closed with this
     */
    EncodedExamples(Network network, Placement placement, StackEncoder stack, EvaluationFeatures features) {
        this.network = network;
        this.placement = placement;
        this.stack = stack;
        this.features = features;
    }

    @Override
    public void add(Sample input) {
        stack.encode(input, placement, (sample, depth) -> features.add(new Representation(depth, network), sample));
    }

    @Override
    public void close() {
        stack.close();
    }
}
