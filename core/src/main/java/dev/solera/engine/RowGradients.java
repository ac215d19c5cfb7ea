package dev.solera.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.List;

/**
 * The gradient of a convolution over time with ReLU, by hand, at those rows of its output that a loss looks at: elsewhere it is zero, and
 * over all of the output the engine would multiply those zeros too. Factors are rounded to bfloat16.
 */
public final class RowGradients {

    private static final ScriptedFunction ROWS = new ScriptedFunction(List.of("z", "samples", "steps"), "Tensor", """
            places = annotate(List[Optional[Tensor]], [samples, steps])
            return torch.index(torch.transpose(z, 1, 2), places)
            """);

    private static final ScriptedFunction GRADIENTS = new ScriptedFunction(
            List.of("near", "by_near", "far", "by_far", "x_near", "x_far", "weight", "stride"),
            "Tuple[Tensor, Tensor]",
            """
            kernel = torch.size(weight, 2)
            inputs = torch.size(weight, 1) * kernel
            through_near = torch.mul(by_near, torch.gt(near, 0))
            through_far = torch.mul(by_far, torch.gt(far, 0))
            seen = torch.permute(torch.unfold(torch.to(x_near, 15), 2, kernel, int(stride[0])), [0, 2, 1, 3])
            columns = torch.cat([torch.reshape(seen, [-1, inputs]), torch.reshape(torch.to(x_far, 15), [-1, inputs])], 0)
            through = torch.cat([through_near, through_far], 0)
            by_weight = torch.to(torch.matmul(torch.t(torch.to(through, 15)), columns), 6)
            return (torch.view_as(by_weight, weight), torch.sum(through, [0]))
            """);

    private RowGradients() {}

    /**
     * Rows of what a convolution came to, as a leaf.
     *
     * @param z {@code [batch, channels, time]}
     * @param samples of which sample each row is
     * @param steps of which step of it
     * @return {@code [rows, channels]}
     */
    public static NDArray leaf(NDArray z, long[] samples, long[] steps) {
        try (Autograd paused = Autograd.paused()) {
            NDArray sample = z.getManager().create(samples);
            NDArray step = z.getManager().create(steps);
            return Autograd.leaf(ROWS.call(z, sample, step).singletonOrThrow());
        }
    }

    /**
     * Some of a convolution's output, and what it came from.
     *
     * @param rows a leaf with its gradient, {@code [stretches * length, channels]}
     * @param x the input of each stretch, {@code [stretches, inputs, steps]}
     */
    public record Seen(NDArray rows, NDArray x) {}

    /**
     * Adds to the gradients of the weight and the bias.
     *
     * @param near stretches of any length
     * @param far stretches of one step
     * @param weight {@code [channels, inputs, kernel]}
     */
    public static void backward(Seen near, Seen far, NDArray weight, NDArray bias, int stride) {
        try (Autograd paused = Autograd.paused()) {
            NDArray steps = weight.getManager().create(new long[] {stride});
            NDList gradients = GRADIENTS.call(
                    near.rows(),
                    near.rows().getGradient(),
                    far.rows(),
                    far.rows().getGradient(),
                    near.x(),
                    far.x(),
                    weight,
                    steps);
            Autograd.backward(new Autograd.Root(weight, gradients.get(0)));
            Autograd.backward(new Autograd.Root(bias, gradients.get(1)));
        }
    }
}
