package dev.solera.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.solera.definition.ActivationShape;
import dev.solera.engine.Products;
import dev.solera.onnx.Attribute;
import dev.solera.onnx.Scope;
import dev.solera.onnx.Value;
import java.util.List;

/**
 * The mean of every channel over a picture, or over each patch of a cut one: {@code [channels]} or {@code [patches, channels]}. As the
 * last layer of the last module it makes what travels to the probes as small as what they look at.
 */
public record SpatialMeanLayer() implements GridLayer {

    /** Axes that it takes the mean over: height and width. */
    private static final int PLANE = 2;

    @Override
    public ActivationShape outputShape(ActivationShape input) {
        Planes.require("spatial-mean", input);
        return new ActivationShape(input.axes().subList(0, input.axes().size() - PLANE));
    }

    @Override
    public List<ParameterSpec> parameters(ActivationShape input) {
        return List.of();
    }

    @Override
    public NDArray forward(NDArray x, Weights weights, Products products) {
        return mean(x);
    }

    @Override
    public Value nodes(Scope scope, Value x, ActivationShape input) {
        return scope.node("ReduceMean", x, Attribute.listOf("axes", -2, -1), Attribute.of("keepdims", 0));
    }

    /** The mean over the two last axes. */
    public static NDArray mean(NDArray x) {
        Shape shape = x.getShape();
        int outside = shape.dimension() - PLANE;
        return x.reshape(shape.slice(0, outside).add(-1)).mean(new int[] {outside});
    }
}
