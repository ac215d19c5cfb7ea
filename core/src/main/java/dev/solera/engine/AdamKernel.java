package dev.solera.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.List;

/** One Adam update of one parameter, in place; which of them decides its last bits. */
public enum AdamKernel {
    /**
     * So few numbers at a time that the processor's cache has them from the first operation to the last, and nothing of a parameter's
     * size is made in between. Operations are those that the engine's own update has, one by one and in its order, so that each rounds
     * as it does there.
     */
    CHUNKED(List.of("weight", "gradient", "mean", "variance", "rates"), """
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
            """.formatted(AdamKernel.CHUNK)) {
        @Override
        double[] numbers(Step step, Rates rates) {
            return new double[] {
                rates.learningRate(),
                rates.beta1(),
                1 - rates.beta1(),
                rates.beta2(),
                1 - rates.beta2(),
                rates.epsilon()
            };
        }
    },
    /**
     * What the engine has for it reads and writes every number once, on as many threads as the module has. It rounds otherwise. The weights are
     * returned out of the list that was updated, as the engine leaves out an update of lists that nobody reads.
     */
    FUSED(List.of("weight", "gradient", "mean", "variance", "numbers"), """
            rate = float(numbers[0])
            beta1 = float(numbers[1])
            beta2 = float(numbers[2])
            epsilon = float(numbers[3])
            weights = [weight]
            gradients = [torch.contiguous(gradient)]
            steps = [torch.to(numbers[4], 6)]
            torch._fused_adam_(weights, gradients, [mean], [variance], [], steps, lr=rate, beta1=beta1, beta2=beta2, weight_decay=0., eps=epsilon, amsgrad=False, maximize=False)
            return weights[0]
            """) {
        @Override
        double[] numbers(Step step, Rates rates) {
            return new double[] {step.learningRate(), step.beta1(), step.beta2(), step.epsilon(), step.number()};
        }
    };

    /** Numbers of each tensor, and of either result in between, at a time. */
    private static final int CHUNK = 1 << 15;

    private final ScriptedFunction script;

    AdamKernel(List<String> tensors, String body) {
        script = new ScriptedFunction(tensors, "Tensor", body);
    }

    /** Products in single precision come with an update whose bits are those of the engine's own. */
    public static AdamKernel with(Products products) {
        return products instanceof Float32Products ? CHUNKED : FUSED;
    }

    /** What of a {@link Step} the script is called with. */
    abstract double[] numbers(Step step, Rates rates);

    /**
     * What a step is made with.
     *
     * @param beta1 how much of the mean stays
     * @param beta2 how much of the variance stays
     * @param number of the step, from 1
     */
    public record Step(double learningRate, double beta1, double beta2, double epsilon, long number) {

        /** The same with both moments' bias corrections in the learning rate and epsilon. */
        Rates rates() {
            double correction1 = 1 - Math.pow(beta1, number);
            double correction2 = 1 - Math.pow(beta2, number);
            return new Rates(
                    (float) (learningRate * Math.sqrt(correction2) / correction1), (float) beta1, (float) beta2, (float)
                            (epsilon * Math.sqrt(correction2)));
        }
    }

    /** A step's, with the bias corrections in the learning rate and epsilon. */
    record Rates(float learningRate, float beta1, float beta2, float epsilon) {}

    /** Updates one parameter after the other of one step. */
    @FunctionalInterface
    public interface Update {

        /** {@code m = b1 m + (1 - b1) g}, {@code v = b2 v + (1 - b2) g^2}, {@code w = w - lr m' / (sqrt(v') + eps)} with corrected m' and v'. */
        void of(NDArray weight, NDArray gradient, NDArray mean, NDArray variance);
    }

    /** The update of all parameters of a step, whose corrections are computed once. */
    public Update at(Step step) {
        Rates rates = step.rates();
        double[] numbers = numbers(step, rates);
        return (weight, gradient, mean, variance) -> {
            if (weight.getDevice().isGpu()) {
                updateWhole(weight, gradient, mean, variance, rates);
                return;
            }
            try (Autograd paused = Autograd.paused()) {
                script.call(
                        weight, gradient, mean, variance, gradient.getManager().create(numbers));
            }
        };
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
