package dev.solera.layer;

import static dev.solera.definition.InvalidDefinitionException.require;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.solera.definition.ActivationShape;
import dev.solera.engine.Products;
import dev.solera.engine.Rectifier;
import dev.solera.onnx.Attribute;
import dev.solera.onnx.Scope;
import dev.solera.onnx.Value;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A convolution over time, then a norm where the definition has one, then ReLU. Parameters start as PyTorch's: Kaiming-uniform with a = sqrt 5, which is uniform
 * within 1/sqrt(fan in).
 *
 * @param channels output channels
 * @param kernel steps that one output sees
 * @param stride input steps between outputs
 * @param padding zeros at either end
 * @param norm none where the definition says nothing
 */
public record Conv1dLayer(int channels, int kernel, int stride, int padding, Norm norm) implements LocalLayer {

    /** As long as the longest window: what is longer sees nothing but padding. */
    private static final int LONGEST = 1 << 24;

    private static final String WEIGHT = "weight";
    private static final String BIAS = "bias";

    public Conv1dLayer {
        require(channels >= 1, "channels", channels, "1 or more");
        require(kernel >= 1 && kernel <= LONGEST, "kernel", kernel, "1 to " + LONGEST);
        require(stride >= 1 && stride <= LONGEST, "stride", stride, "1 to " + LONGEST);
        require(padding >= 0 && padding < kernel, "padding", padding, "0 to kernel - 1");
        norm = norm == null ? Norm.NONE : norm;
    }

    /** One without a norm. */
    public Conv1dLayer(int channels, int kernel, int stride, int padding) {
        this(channels, kernel, stride, padding, Norm.NONE);
    }

    @Override
    public ActivationShape outputShape(ActivationShape input) {
        int steps = Sequences.steps("conv1d", input);
        int out = outputSteps(steps);
        require(out >= 1, "kernel", kernel, "at most " + (steps + 2L * padding) + " here");
        require(
                (long) channels * out <= Integer.MAX_VALUE,
                "channels",
                channels,
                "at most %d for %d steps".formatted(Integer.MAX_VALUE / out, out));
        return ActivationShape.sequence(channels, out);
    }

    @Override
    public List<ParameterSpec> parameters(ActivationShape input) {
        double bound = 1 / Math.sqrt((double) input.channels() * kernel);
        List<ParameterSpec> own = List.of(
                new ParameterSpec(WEIGHT, List.of((long) channels, (long) input.channels(), (long) kernel), bound),
                new ParameterSpec(BIAS, List.of((long) channels), bound));
        return Stream.concat(own.stream(), norm.parameters(channels).stream()).toList();
    }

    @Override
    public Optional<TimeBase> timeBase(TimeBase input) {
        return Optional.of(input.after(kernel, stride, padding));
    }

    @Override
    public int outputSteps(int steps) {
        return Math.toIntExact(Math.floorDiv(steps + 2L * padding - kernel, stride) + 1);
    }

    @Override
    public int inputBegin(int outputBegin) {
        return outputBegin * stride - padding;
    }

    @Override
    public int inputLength(int outputLength) {
        return (outputLength - 1) * stride + kernel;
    }

    @Override
    public NDArray forward(NDArray x, Weights weights, Products products) {
        return convolve(x, weights, products, padding);
    }

    @Override
    public NDArray forwardUnpadded(NDArray x, Weights weights, Products products) {
        return convolve(x, weights, products, 0);
    }

    @Override
    public Value nodes(Scope scope, Value x, ActivationShape input) {
        Value weight = scope.parameter(WEIGHT, channels, input.channels(), kernel);
        Value convolved = scope.node(
                "Conv",
                List.of(x, weight, scope.parameter(BIAS, channels)),
                Attribute.listOf("kernel_shape", kernel),
                Attribute.listOf("strides", stride),
                Attribute.listOf("pads", padding, padding));
        return scope.node("Relu", norm.nodes(scope, convolved, channels));
    }

    private NDArray convolve(NDArray x, Weights weights, Products products, int zeros) {
        NDArray weight = weights.get(WEIGHT);
        NDArray bias = weights.get(BIAS);
        if (norm == Norm.NONE) {
            return products.convolveAndRectify(x, weight, bias, new Shape(stride), new Shape(zeros));
        }
        NDArray convolved = products.convolve(x, weight, bias, new Shape(stride), new Shape(zeros));
        return Rectifier.rectify(norm.apply(convolved, weights));
    }
}
