package dev.solera.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.solera.definition.ActivationShape;
import dev.solera.definition.ActivationShape.Axis;
import dev.solera.definition.InvalidDefinitionException;
import dev.solera.onnx.Scope;
import dev.solera.onnx.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/** Pictures as layers over a plane take them, whole or cut: {@code [channels, height, width]}, with patches outside or not. */
final class Planes {

    private static final List<String> WHOLE =
            List.of(ActivationShape.CHANNELS, ActivationShape.HEIGHT, ActivationShape.WIDTH);
    private static final List<String> CUT =
            List.of(ActivationShape.PATCHES, ActivationShape.CHANNELS, ActivationShape.HEIGHT, ActivationShape.WIDTH);

    private Planes() {}

    /**
     * @param layer as definitions name it
     * @throws InvalidDefinitionException where the input is no picture
     */
    static void require(String layer, ActivationShape input) {
        List<String> axes = names(input);
        InvalidDefinitionException.require(
                axes.equals(WHOLE) || axes.equals(CUT),
                "layer",
                "%s on %s".formatted(layer, input),
                "on pictures, [channels, height, width], or patches of them");
    }

    /**
     * @param layer as definitions name it
     * @throws InvalidDefinitionException where the input is no picture, or one that is cut already
     */
    static void requireWhole(String layer, ActivationShape input) {
        InvalidDefinitionException.require(
                names(input).equals(WHOLE),
                "layer",
                "%s on %s".formatted(layer, input),
                "on whole pictures, [channels, height, width]");
    }

    private static List<String> names(ActivationShape shape) {
        return shape.axes().stream().map(Axis::name).toList();
    }

    /** The same pictures with other channels and sizes. */
    static ActivationShape sized(ActivationShape input, int channels, int height, int width) {
        List<Axis> axes = new ArrayList<>(input.axes().subList(0, input.axes().size() - WHOLE.size()));
        axes.add(new Axis(ActivationShape.CHANNELS, channels));
        axes.add(new Axis(ActivationShape.HEIGHT, height));
        axes.add(new Axis(ActivationShape.WIDTH, width));
        return new ActivationShape(axes);
    }

    /** {@code [batch, channels, height, width]}, each patch as a sample of its own. */
    static NDArray flat(NDArray x) {
        Shape shape = x.getShape();
        return shape.dimension() == CUT.size()
                ? x
                : x.reshape(shape.get(0) * shape.get(1), shape.get(2), shape.get(3), shape.get(4));
    }

    /** What was made of {@link #flat} pictures, in the samples and patches of {@code x} again. */
    static NDArray like(NDArray x, NDArray y) {
        Shape shape = x.getShape();
        return shape.dimension() == CUT.size()
                ? y
                : y.reshape(new Shape(shape.get(0), shape.get(1))
                        .addAll(y.getShape().slice(1)));
    }

    /** {@link #flat(NDArray)} as a node of a graph. */
    static Value flat(Scope scope, Value x, ActivationShape input) {
        return names(input).equals(CUT) ? reshaped(scope, x, input.sizes().subList(1, CUT.size())) : x;
    }

    /** What was made of {@link #flat(Scope, Value, ActivationShape) flat} pictures, in samples and patches again. */
    static Value like(Scope scope, Value y, ActivationShape output) {
        return names(output).equals(CUT) ? reshaped(scope, y, output.sizes()) : y;
    }

    /** As many samples as there are values for. */
    private static Value reshaped(Scope scope, Value x, List<Integer> sizes) {
        long[] shape = LongStream.concat(LongStream.of(-1), sizes.stream().mapToLong(Integer::longValue))
                .toArray();
        return scope.node("Reshape", List.of(x, scope.list("shape", shape)));
    }
}
