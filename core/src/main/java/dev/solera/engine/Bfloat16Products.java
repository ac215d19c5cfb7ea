package dev.solera.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
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
            new ScriptedFunction(List.of("contexts", "weight", "z", "places", "pool"), "Tuple[Tensor, Tensor]", """
            samples = torch.size(places, 0)
            hidden = torch.size(pool, 1)
            common = torch.mean(torch.detach(pool), [0], True)
            own = torch.reshape(torch.to(torch.sub(z, common), 15), [samples, -1, hidden])
            window = torch.size(own, 1)
            others = torch.expand(torch.to(torch.sub(pool, common), 15), [samples, -1, -1])
            predicted = torch.matmul(torch.to(contexts, 15), torch.t(torch.to(weight, 15)))
            rows = torch.reshape(predicted, [samples, -1, hidden])
            all = torch.matmul(rows, torch.transpose(torch.cat([own, others], 1), 1, 2))
            picked = torch.gather(all, 2, places)
            rest = torch.slice(all, 2, window)
            m = torch.size(pool, 0)
            return (torch.reshape(torch.to(picked, 6), [-1, 1]), torch.reshape(torch.to(rest, 6), [-1, m]))
            """);

    /** What a scripted convolution has in its text. */
    private record Convolution(Shape stride, Shape padding, boolean rectified) {

        ScriptedFunction script() {
            String convolved = "torch.conv%dd(torch.to(x, 15), torch.to(weight, 15), torch.to(bias, 15), %s, %s)"
                    .formatted(
                            stride.dimension(),
                            Arrays.toString(stride.getShape()),
                            Arrays.toString(padding.getShape()));
            return new ScriptedFunction(
                    List.of("x", "weight", "bias"),
                    TENSOR,
                    "return torch.to(%s, 6)".formatted(rectified ? "torch.relu_(" + convolved + ")" : convolved));
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
        return convolve(new Convolution(stride, padding, false), x, weight, bias);
    }

    @Override
    public NDArray convolveAndRectify(NDArray x, NDArray weight, NDArray bias, Shape stride, Shape padding) {
        if (!pays(weight)) {
            return FLOAT32.convolveAndRectify(x, weight, bias, stride, padding);
        }
        return convolve(new Convolution(stride, padding, true), x, weight, bias);
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
    public Scores scores(NDArray contexts, NDArray weight, NDArray z, Own own, NDArray pool) {
        NDArray places =
                z.getManager().create(own.places()).reshape(own.samples(), own.places().length / own.samples(), 1);
        NDList scores = this.scores.call(contexts, weight, z, places, pool);
        return new Scores(scores.get(0), scores.get(1));
    }

    @Override
    public NDArray multiply(NDArray left, NDArray right) {
        return multiply.call(left, right).singletonOrThrow();
    }
}
