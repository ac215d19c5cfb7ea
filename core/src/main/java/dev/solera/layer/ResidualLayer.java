package dev.solera.layer;

import static dev.solera.definition.InvalidDefinitionException.require;

import ai.djl.ndarray.NDArray;
import dev.solera.definition.ActivationShape;
import dev.solera.engine.Products;
import dev.solera.onnx.Scope;
import dev.solera.onnx.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A stage of residual blocks that begin with their ReLU and have no normalisation (He et al. 2016, "Identity Mappings in Deep
 * Residual Networks", without its batch normalisation, as the paper's vision experiments have them):
 *
 * <pre>  x ──► ReLU ─┬─► convolution ─► ReLU ─► convolution (─► ReLU ─► convolution) ─► + ──►
 *   └───────────┴─► shortcut ────────────────────────────────────────────────────┘</pre>
 *
 * <p>The shortcut is x itself, or a convolution of its ReLU where a block changes channels or size. No ReLU stands at the end.
 *
 * @param block what blocks are made of
 * @param blocks how many, one after the other
 * @param width channels of their inner convolutions
 * @param stride of the first block, 1 where nothing is said; others have 1
 * @param start how weights are drawn, uniformly where nothing is said
 */
public record ResidualLayer(Block block, int blocks, int width, Integer stride, Start start) implements GridLayer {

    /** The convolutions of one block. */
    public enum Block {
        /** 3x3 and 3x3. */
        BASIC(1),
        /** 1x1, 3x3 and 1x1, which hands on four times as many channels. */
        BOTTLENECK(4);

        private final int expansion;

        Block(int expansion) {
            this.expansion = expansion;
        }
    }

    /** One block on an input of known channels. */
    private record Residual(List<Convolution> path, Optional<Convolution> shortcut) {

        NDArray forward(NDArray x, Weights weights, Products products) {
            NDArray active = relu(x);
            NDArray y = path.get(0).apply(active, weights, products);
            for (Convolution next : path.subList(1, path.size())) {
                y = next.apply(relu(y), weights, products);
            }
            return y.add(shortcut.map(straight -> straight.apply(active, weights, products))
                    .orElse(x));
        }

        Value nodes(Scope scope, Value x) {
            Value active = scope.node("Relu", x);
            Value y = path.get(0).nodes(scope, active);
            for (Convolution next : path.subList(1, path.size())) {
                y = next.nodes(scope, scope.node("Relu", y));
            }
            return scope.node(
                    "Add",
                    List.of(
                            y,
                            shortcut.map(straight -> straight.nodes(scope, active))
                                    .orElse(x)));
        }

        private static NDArray relu(NDArray x) {
            return x.getNDArrayInternal().relu();
        }
    }

    public ResidualLayer {
        stride = stride == null ? 1 : stride;
        start = start == null ? Start.UNIFORM : start;
        require(block != null, "block", null, "basic, bottleneck");
        require(blocks >= 1 && blocks <= 1024, "blocks", blocks, "1 to 1024");
        require(width >= 1 && width <= 1 << 18, "width", width, "1 to 262144");
        require(stride >= 1 && stride <= 4096, "stride", stride, "1 to 4096");
    }

    @Override
    public ActivationShape outputShape(ActivationShape input) {
        Planes.require("residual", input);
        return Planes.sized(
                input, outputs(), side(input.size(ActivationShape.HEIGHT)), side(input.size(ActivationShape.WIDTH)));
    }

    /** Block by block, in each of them first its path and then its shortcut. */
    @Override
    public List<ParameterSpec> parameters(ActivationShape input) {
        List<ParameterSpec> specs = new ArrayList<>();
        for (Residual residual : residuals(input.channels())) {
            residual.path().forEach(convolution -> specs.addAll(convolution.parameters()));
            residual.shortcut().ifPresent(convolution -> specs.addAll(convolution.parameters()));
        }
        return specs;
    }

    @Override
    public NDArray forward(NDArray x, Weights weights, Products products) {
        NDArray y = Planes.flat(x);
        for (Residual residual : residuals(Math.toIntExact(y.getShape().get(1)))) {
            y = residual.forward(y, weights, products);
        }
        return Planes.like(x, y);
    }

    @Override
    public Value nodes(Scope scope, Value x, ActivationShape input) {
        Value y = Planes.flat(scope, x, input);
        for (Residual residual : residuals(input.channels())) {
            y = residual.nodes(scope, y);
        }
        return Planes.like(scope, y, outputShape(input));
    }

    private int outputs() {
        return width * block.expansion;
    }

    /** A kernel of 3 with a padding of 1 and the shortcut's of 1 without any fit equally often. */
    private int side(int input) {
        return (input - 1) / stride + 1;
    }

    private List<Residual> residuals(int inputs) {
        List<Residual> residuals = new ArrayList<>(blocks);
        for (int i = 0; i < blocks; i++) {
            residuals.add(i == 0 ? residual(i, inputs, stride) : residual(i, outputs(), 1));
        }
        return residuals;
    }

    private Residual residual(int index, int inputs, int step) {
        String owner = index + ".";
        List<Convolution> path = switch (block) {
            case BASIC ->
                List.of(
                        new Convolution(owner + "conv1.", inputs, width, 3, step, 1, start),
                        new Convolution(owner + "conv2.", width, width, 3, 1, 1, start));
            case BOTTLENECK ->
                List.of(
                        new Convolution(owner + "conv1.", inputs, width, 1, 1, 0, start),
                        new Convolution(owner + "conv2.", width, width, 3, step, 1, start),
                        new Convolution(owner + "conv3.", width, outputs(), 1, 1, 0, start));
        };
        boolean same = step == 1 && inputs == outputs();
        return new Residual(
                path,
                same
                        ? Optional.empty()
                        : Optional.of(new Convolution(owner + "shortcut.", inputs, outputs(), 1, step, 0, start)));
    }
}
