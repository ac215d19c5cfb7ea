package dev.solera.layer;

import static dev.solera.definition.InvalidDefinitionException.require;

import ai.djl.ndarray.NDArray;
import dev.solera.definition.ActivationShape;
import dev.solera.engine.Products;
import dev.solera.onnx.Scope;
import dev.solera.onnx.Value;
import java.util.List;

/**
 * A convolution over pictures, patch by patch where they are cut, without ReLU: what stands downstream of it, such as a residual
 * stage, begins with one.
 *
 * @param channels output channels
 * @param kernel side of the square that one output sees
 * @param stride input places between outputs, 1 where nothing is said
 * @param padding zeros at every edge, none where nothing is said
 * @param start how weights are drawn, uniformly where nothing is said
 */
public record Conv2dLayer(int channels, int kernel, Integer stride, Integer padding, Start start) implements GridLayer {

    private static final int LARGEST = 4096;

    public Conv2dLayer {
        stride = stride == null ? 1 : stride;
        padding = padding == null ? 0 : padding;
        start = start == null ? Start.UNIFORM : start;
        require(channels >= 1 && channels <= 1 << 20, "channels", channels, "1 to 1048576");
        require(kernel >= 1 && kernel <= LARGEST, "kernel", kernel, "1 to " + LARGEST);
        require(stride >= 1 && stride <= LARGEST, "stride", stride, "1 to " + LARGEST);
        require(padding >= 0 && padding < kernel, "padding", padding, "0 to kernel - 1");
    }

    @Override
    public ActivationShape outputShape(ActivationShape input) {
        Planes.require("conv2d", input);
        Convolution convolution = convolution(input.channels());
        return Planes.sized(
                input,
                channels,
                convolution.side(input.size(ActivationShape.HEIGHT)),
                convolution.side(input.size(ActivationShape.WIDTH)));
    }

    @Override
    public List<ParameterSpec> parameters(ActivationShape input) {
        return convolution(input.channels()).parameters();
    }

    @Override
    public NDArray forward(NDArray x, Weights weights, Products products) {
        NDArray pictures = Planes.flat(x);
        int inputs = Math.toIntExact(pictures.getShape().get(1));
        return Planes.like(x, convolution(inputs).apply(pictures, weights, products));
    }

    @Override
    public Value nodes(Scope scope, Value x, ActivationShape input) {
        Value convolved = convolution(input.channels()).nodes(scope, Planes.flat(scope, x, input));
        return Planes.like(scope, convolved, outputShape(input));
    }

    private Convolution convolution(int inputs) {
        return new Convolution("", inputs, channels, kernel, stride, padding, start);
    }
}
