package dev.solera.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;

/** One fused Adam update of one parameter, in place. */
public final class AdamKernel {

    private AdamKernel() {}

    /**
     * What a step is made with.
     *
     * @param learningRate with the bias corrections already in it
     * @param beta1 how much of the mean stays
     * @param beta2 how much of the variance stays
     * @param epsilon with the bias correction already in it
     */
    public record Rates(float learningRate, float beta1, float beta2, float epsilon) {}

    /** {@code m = b1 m + (1 - b1) g}, {@code v = b2 v + (1 - b2) g^2}, {@code w = w - lr m / (sqrt(v) + eps)}. */
    public static void update(NDArray weight, NDArray gradient, NDArray mean, NDArray variance, Rates rates) {
        JniUtils.adamUpdate(
                (PtNDArray) weight,
                (PtNDArray) gradient,
                (PtNDArray) mean,
                (PtNDArray) variance,
                rates.learningRate(),
                rates.learningRate(),
                0f,
                1f,
                -1f,
                rates.beta1(),
                rates.beta2(),
                rates.epsilon(),
                false);
    }
}
