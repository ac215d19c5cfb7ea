package dev.solera.engine;

import ai.djl.ndarray.NDArray;
import java.util.List;

/** Kingma and Ba 2015, algorithm 1, as written, in double precision. */
final class DoubleAdam {

    private final double[] weights;
    private final double[] means;
    private final double[] variances;

    DoubleAdam(float[] start) {
        weights = new double[start.length];
        means = new double[start.length];
        variances = new double[start.length];
        for (int i = 0; i < start.length; i++) {
            weights[i] = start[i];
        }
    }

    void update(float[] gradient, AdamKernel.Step step) {
        double correction1 = 1 - Math.pow(step.beta1(), step.number());
        double correction2 = 1 - Math.pow(step.beta2(), step.number());
        for (int i = 0; i < weights.length; i++) {
            double g = gradient[i];
            means[i] = step.beta1() * means[i] + (1 - step.beta1()) * g;
            variances[i] = step.beta2() * variances[i] + (1 - step.beta2()) * g * g;
            double deviation = Math.sqrt(variances[i] / correction2);
            weights[i] -= step.learningRate() * (means[i] / correction1) / (deviation + step.epsilon());
        }
    }

    /** By how much the weight of a state that is furthest off is. */
    double furthest(List<NDArray> state) {
        float[] seen = TensorValues.of(state.get(0));
        double furthest = 0;
        for (int i = 0; i < weights.length; i++) {
            furthest = Math.max(furthest, Math.abs(seen[i] - weights[i]));
        }
        return furthest;
    }
}
