package dev.solera.benchmarks.step;

import dev.solera.definition.ActivationShape;
import dev.solera.encoder.Architecture;
import dev.solera.layer.Conv1dLayer;
import dev.solera.layer.GruLayer;
import dev.solera.objective.InfoNceDefinition;
import dev.solera.pipeline.PipelineDefinition;
import java.util.OptionalDouble;

/**
 * The floating-point operations of the matrix products that a training step with a shared pool cannot do without, whoever makes
 * it: the encoding of everything, as that is handed on, gradients only where the loss looks, and none of the input's. A form
 * that computes more has the same numerator, and so the smaller share of the machine's limit.
 */
final class StepWork {

    /** A product forward, and one for the gradient of either factor. */
    private static final int WITH_BOTH_GRADIENTS = 3;

    private static final int GATES = 3;
    /** An addition for every multiplication. */
    private static final double OPERATIONS = 2;

    private StepWork() {}

    /** Empty where the encoder is not one convolution over time, or a recurrent network alone, or the loss not InfoNCE. */
    static OptionalDouble of(PipelineDefinition definition, int number) {
        Architecture architecture = definition.architecture(number);
        if (!(definition.module(number).loss() instanceof InfoNceDefinition loss)) {
            return OptionalDouble.empty();
        }
        int steps = architecture.encoded().size(ActivationShape.TIME);
        double batch = definition.batch();
        double products = batch * predictions(architecture, loss, Math.min(loss.subWindow(), steps));
        if (architecture.layers().size() == 1
                && architecture.context().isEmpty()
                && architecture.layers().get(0) instanceof Conv1dLayer layer) {
            double step = (double) architecture.input().channels() * layer.kernel() * layer.channels();
            double seen = Math.min(
                    batch * steps,
                    batch * Math.min(loss.subWindow(), steps) + loss.negatives().count());
            return OptionalDouble.of(OPERATIONS * (products + step * (batch * steps + seen)));
        }
        if (architecture.layers().isEmpty() && architecture.context().orElseThrow() instanceof GruLayer layer) {
            double gates = (double) GATES * layer.hidden();
            double step = gates * (2 * architecture.input().channels() + WITH_BOTH_GRADIENTS * layer.hidden());
            return OptionalDouble.of(OPERATIONS * (products + step * batch * steps));
        }
        return OptionalDouble.empty();
    }

    /** Multiplications of a sample's loss: every W_k c, and its products with the positive and the pool. */
    private static double predictions(Architecture architecture, InfoNceDefinition loss, int window) {
        double hidden = architecture.encoded().channels();
        double context = architecture.output().channels();
        int k = loss.predictionSteps();
        double terms = (double) k * window - k * (k + 1) / 2.0;
        return WITH_BOTH_GRADIENTS
                * terms
                * hidden
                * (context + 1 + loss.negatives().count());
    }
}
