package dev.solera.export;

import dev.solera.definition.ActivationShape;
import dev.solera.definition.ActivationShape.Axis;
import dev.solera.onnx.Attribute;
import dev.solera.onnx.Element;
import dev.solera.onnx.Scope;
import dev.solera.onnx.Value;
import java.util.List;
import java.util.stream.IntStream;

/** The mean over places of what a stack makes, as probes see it: {@code [batch, channels]}. */
final class Pooling {

    private Pooling() {}

    /**
     * Of sound, over the steps that see no padding.
     *
     * @param x {@code [batch, channels, steps]}
     * @param valid steps of each clip, {@code [batch]}
     */
    static Value overSteps(Scope scope, Value x, Value valid) {
        Value steps = scope.node("Shape", x, Attribute.of("start", 2));
        Value places = scope.node(
                "Range", List.of(scope.count("first", 0), scope.node("Squeeze", steps), scope.count("step", 1)));
        Value ends = scope.node("Unsqueeze", List.of(valid, scope.list("places", 1, 2)));
        Value counted = scope.cast(scope.node("Less", List.of(places, ends)), Element.FLOAT);
        Value sums = scope.node(
                "ReduceSum",
                List.of(scope.node("Mul", List.of(x, counted)), scope.list("time", 2)),
                Attribute.of("keepdims", 0));
        Value counts = scope.node("Unsqueeze", List.of(scope.cast(valid, Element.FLOAT), scope.list("channels", 1)));
        return scope.node("Div", List.of(sums, counts));
    }

    /**
     * Of pictures, over all places in all patches.
     *
     * @param x {@code [batch, axes of the shape]}
     */
    static Value overPlaces(Scope scope, Value x, ActivationShape shape) {
        List<Axis> axes = shape.axes();
        long[] places = IntStream.range(0, axes.size())
                .filter(i -> !axes.get(i).name().equals(ActivationShape.CHANNELS))
                .mapToLong(i -> i + 1)
                .toArray();
        return places.length == 0
                ? x
                : scope.node("ReduceMean", x, Attribute.listOf("axes", places), Attribute.of("keepdims", 0));
    }
}
