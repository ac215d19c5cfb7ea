package dev.solera.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;

/** One fused Adam update of one parameter, in place. */
public final class AdamKernel {

    private AdamKernel() {}

    /**
     * {@code m = b1 m + (1 - b1) g}, {@code v = b2 v + (1 - b2) g^2}, {@code w = w - lr m / (sqrt(v) + eps)}.
     *
     * @param learningRate with the bias corrections already in it
     * @param epsilon with the bias correction already in it
     */
    public static void update(
            NDArray weight,
            NDArray gradient,
            NDArray mean,
            NDArray variance,
            float learningRate,
            float beta1,
            float beta2,
            float epsilon) {
        JniUtils.adamUpdate(
                (PtNDArray) weight,
                (PtNDArray) gradient,
                (PtNDArray) mean,
                (PtNDArray) variance,
                learningRate,
                learningRate,
                0f,
                1f,
                -1f,
                beta1,
                beta2,
                epsilon,
                false);
    }
}
