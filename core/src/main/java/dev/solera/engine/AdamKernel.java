package dev.solera.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.List;

/**
 * One Adam update of one parameter, in place: so few numbers at a time that the processor's cache has them from the first operation to
 * the last, and nothing of a parameter's size is made in between. Operations are those that the engine's own update has, one by one and
 * in its order, so that each rounds as it does there.
 */
public final class AdamKernel {

    /** Numbers of each tensor, and of either result in between, at a time. */
    private static final int CHUNK = 1 << 15;

    private static final ScriptedFunction UPDATE = new ScriptedFunction(
            List.of("weight", "gradient", "mean", "variance", "rates"), "Tensor", """
            rate = float(rates[0])
            beta1 = float(rates[1])
            rest1 = float(rates[2])
            beta2 = float(rates[3])
            rest2 = float(rates[4])
            epsilon = float(rates[5])
            w = torch.view(weight, [-1])
            g = torch.reshape(gradient, [-1])
            m = torch.view(mean, [-1])
            v = torch.view(variance, [-1])
            for i in range((torch.numel(w) + %1$d - 1) // %1$d):
              begin = i * %1$d
              end = begin + %1$d
              gradients = torch.slice(g, 0, begin, end)
              means = torch.slice(m, 0, begin, end)
              variances = torch.slice(v, 0, begin, end)
              _0 = torch.add_(torch.mul_(means, beta1), gradients, alpha=rest1)
              _1 = torch.addcmul_(torch.mul_(variances, beta2), gradients, gradients, value=rest2)
              deviations = torch.add_(torch.sqrt(variances), epsilon)
              moves = torch.div_(torch.mul(means, rate), deviations)
              _2 = torch.sub_(torch.slice(w, 0, begin, end), moves)
            return weight
            """.formatted(CHUNK));

    private AdamKernel() {}

    /**
     * What a step is made with.
     *
     * @param learningRate with the bias corrections already in it
     * @param beta1 how much of the mean stays
     * @param beta2 how much of the variance stays
     * @param epsilon with the bias correction already in it
     */
    public record Rates(float learningRate, float beta1, float beta2, float epsilon) {

        private float[] values() {
            return new float[] {learningRate, beta1, 1 - beta1, beta2, 1 - beta2, epsilon};
        }
    }

    /** {@code m = b1 m + (1 - b1) g}, {@code v = b2 v + (1 - b2) g^2}, {@code w = w - lr m / (sqrt(v) + eps)}. */
    public static void update(NDArray weight, NDArray gradient, NDArray mean, NDArray variance, Rates rates) {
        if (weight.getDevice().isGpu()) {
            updateWhole(weight, gradient, mean, variance, rates);
            return;
        }
        try (Autograd paused = Autograd.paused()) {
            NDArray numbers = gradient.getManager().create(rates.values());
            UPDATE.call(weight, gradient, mean, variance, numbers);
        }
    }

    /** A GPU has no such cache, and begins every operation anew. */
    static void updateWhole(NDArray weight, NDArray gradient, NDArray mean, NDArray variance, Rates rates) {
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
