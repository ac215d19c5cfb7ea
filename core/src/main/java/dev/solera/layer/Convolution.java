package dev.solera.layer;

import static dev.solera.definition.InvalidDefinitionException.require;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.solera.engine.Products;
import dev.solera.onnx.Attribute;
import dev.solera.onnx.Scope;
import dev.solera.onnx.Value;
import java.util.List;

/**
 * A convolution over a plane with bias, alone or as a part of a larger layer. Biases start as PyTorch's, uniform within 1/sqrt(fan in);
 * weights are drawn before them.
 *
 * @param name its parameters' owner within the layer, with the dot behind it; empty where it is all of the layer
 * @param inputs channels
 * @param channels outputs
 * @param kernel side of the square that one output sees
 * @param stride input places between outputs
 * @param padding zeros at every edge
 * @param start how weights are drawn
 */
record Convolution(String name, int inputs, int channels, int kernel, int stride, int padding, Start start) {

    private static final String WEIGHT = "weight";
    private static final String BIAS = "bias";

    /**
     * Output places along a side.
     *
     * @throws dev.solera.definition.InvalidDefinitionException where the kernel fits nowhere
     */
    int side(int input) {
        require(kernel <= input + 2L * padding, "kernel", kernel, "at most " + (input + 2L * padding) + " here");
        return Math.toIntExact((input + 2L * padding - kernel) / stride + 1);
    }

    List<ParameterSpec> parameters() {
        double bound = 1 / Math.sqrt((double) inputs * kernel * kernel);
        List<Long> shape = List.of((long) channels, (long) inputs, (long) kernel, (long) kernel);
        return List.of(
                new ParameterSpec(name + WEIGHT, shape, bound, start),
                new ParameterSpec(name + BIAS, List.of((long) channels), bound));
    }

    /**
     * @param x {@code [batch, inputs, height, width]}
     * @return {@code [batch, channels, height, width]}
     */
    NDArray apply(NDArray x, Weights weights, Products products) {
        return products.convolve(
                x,
                weights.get(name + WEIGHT),
                weights.get(name + BIAS),
                new Shape(stride, stride),
                new Shape(padding, padding));
    }

    /**
     * @param x {@code [batch, inputs, height, width]}
     * @return {@code [batch, channels, height, width]}
     */
    Value nodes(Scope scope, Value x) {
        return scope.node(
                "Conv",
                List.of(
                        x,
                        scope.parameter(name + WEIGHT, channels, inputs, kernel, kernel),
                        scope.parameter(name + BIAS, channels)),
                Attribute.listOf("kernel_shape", kernel, kernel),
                Attribute.listOf("strides", stride, stride),
                Attribute.listOf("pads", padding, padding, padding, padding));
    }
}
