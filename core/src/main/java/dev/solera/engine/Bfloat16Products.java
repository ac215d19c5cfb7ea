package dev.solera.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Products of numbers rounded to bfloat16, which are summed up in single precision and rounded once more, as are their gradients. A
 * processor with matrix tiles takes a fifth of the time for them.
 */
final class Bfloat16Products implements Products {

    private static final String TENSOR = "Tensor";

    private final Map<Convolution, ScriptedFunction> convolutions = new ConcurrentHashMap<>();
    private final ScriptedFunction project = new ScriptedFunction(List.of("x", "weight"), TENSOR, """
            w = torch.unsqueeze(torch.unsqueeze(torch.to(weight, 15), -1), -1)
            return torch.to(torch.conv2d(torch.to(x, 15), w), 6)
            """);
    private final ScriptedFunction multiply = new ScriptedFunction(List.of("left", "right"), TENSOR, """
            return torch.to(torch.matmul(torch.to(left, 15), torch.to(right, 15)), 6)
            """);

    /**
     * The pool's mean is taken from all candidates, which changes all scores of a row alike, and so neither a softmax over them nor its
     * gradients: behind a ReLU most of a candidate is what it has in common with all others, and rounding that would drown what tells
     * them apart. For the same reason all candidates of a row are in one product, whose gradient is summed up before it is rounded.
     */
    private final ScriptedFunction scores =
            new ScriptedFunction(List.of("predicted", "z", "candidates", "pool"), TENSOR, """
            common = torch.mean(torch.detach(pool), [0], True)
            own = torch.to(torch.embedding(torch.sub(z, common), candidates), 15)
            others = torch.expand(torch.to(torch.sub(pool, common), 15), [torch.size(candidates, 0), -1, -1])
            return torch.matmul(predicted, torch.transpose(torch.cat([own, others], 1), 1, 2))
            """);

    /** What contexts predict, by block of contexts. */
    private final ScriptedFunction predict =
            new ScriptedFunction(List.of("contexts", "weight", "candidates", "pool"), TENSOR, """
            predicted = torch.matmul(torch.to(contexts, 15), torch.t(torch.to(weight, 15)))
            return torch.reshape(predicted, [torch.size(candidates, 0), -1, torch.size(pool, 1)])
            """);

    /**
     * A scripted convolution.
     *
     * @param outputs its expression, in bfloat16
     */
    private record Convolution(String outputs, boolean rectified) {

        private static final String FACTORS = "torch.to(x, 15), torch.to(weight, 15), torch.to(bias, 15)";

        static Convolution of(NDArray x, NDArray weight, Shape stride, Shape padding, boolean rectified) {
            Shape places = x.getShape().slice(2);
            boolean one = places.equals(weight.getShape().slice(2))
                    && Arrays.stream(padding.getShape()).allMatch(zeros -> zeros == 0);
            return new Convolution(one ? product(places.dimension()) : strided(stride, padding), rectified);
        }

        private static String strided(Shape stride, Shape padding) {
            return "torch.conv%dd(%s, %s, %s)"
                    .formatted(
                            stride.dimension(),
                            FACTORS,
                            Arrays.toString(stride.getShape()),
                            Arrays.toString(padding.getShape()));
        }

        /**
         * With as many places as the kernel has there is one output, and a convolution is a product of matrices: of the candidates of a
         * pool, each by itself, an eighth of the time.
         */
        private static String product(int axes) {
            return """
                    torch.reshape(torch.addmm(
                    torch.to(bias, 15),
                    torch.to(torch.flatten(x, 1), 15),
                    torch.t(torch.to(torch.flatten(weight, 1), 15))), [-1, torch.size(weight, 0)%s])""".replace("\n", " ").formatted(", 1".repeat(axes));
        }

        ScriptedFunction script() {
            return new ScriptedFunction(
                    List.of("x", "weight", "bias"),
                    TENSOR,
                    "return torch.to(%s, 6)".formatted(rectified ? "torch.relu_(" + outputs + ")" : outputs));
        }
    }

    /** With a single input channel a sum has a handful of terms: reading and writing is all that takes time, and bfloat16 only adds to it. */
    private static boolean pays(NDArray weight) {
        return weight.getShape().get(1) > 1;
    }

    @Override
    public NDArray convolve(NDArray x, NDArray weight, NDArray bias, Shape stride, Shape padding) {
        if (!pays(weight)) {
            return FLOAT32.convolve(x, weight, bias, stride, padding);
        }
        return convolve(Convolution.of(x, weight, stride, padding, false), x, weight, bias);
    }

    @Override
    public NDArray convolveAndRectify(NDArray x, NDArray weight, NDArray bias, Shape stride, Shape padding) {
        if (!pays(weight)) {
            return FLOAT32.convolveAndRectify(x, weight, bias, stride, padding);
        }
        return convolve(Convolution.of(x, weight, stride, padding, true), x, weight, bias);
    }

    private NDArray convolve(Convolution convolution, NDArray x, NDArray weight, NDArray bias) {
        return convolutions
                .computeIfAbsent(convolution, Convolution::script)
                .call(x, weight, bias)
                .singletonOrThrow();
    }

    @Override
    public NDArray project(NDArray x, NDArray weight) {
        return project.call(x, weight).singletonOrThrow();
    }

    @Override
    public Scores scores(NDArray contexts, NDArray weight, NDArray z, Own own, NDArray pool, Similarity similarity) {
        Bands bands = Bands.of(own, Math.toIntExact(z.getShape().get(0) / own.samples()));
        NDManager manager = z.getManager();
        NDArray candidates = manager.create(bands.candidates()).reshape(bands.blocks(), bands.width());
        NDArray predicted = predict.call(contexts, weight, candidates, pool).singletonOrThrow();
        NDArray all = scores.call(
                        similarity.predictions(predicted),
                        similarity.candidates(z),
                        candidates,
                        similarity.candidates(pool))
                .singletonOrThrow();
        NDArray places = manager.create(bands.places()).reshape(bands.blocks(), -1, 1);
        return new Bfloat16Scores(all, places, pool);
    }

    @Override
    public NDArray multiply(NDArray left, NDArray right) {
        return multiply.call(left, right).singletonOrThrow();
    }
}
