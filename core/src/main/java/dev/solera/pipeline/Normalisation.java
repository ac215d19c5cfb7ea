package dev.solera.pipeline;

import dev.solera.onnx.Attribute;
import dev.solera.onnx.Element;
import dev.solera.onnx.Scope;
import dev.solera.onnx.Value;
import java.util.List;

/** How the amplitude of a clip is scaled before it is published. */
public enum Normalisation {
    /** As recorded, full scale is 1. */
    NONE,
    /** Zero mean and unit root-mean-square over the clip. */
    RMS;

    /** Root-mean-square below which a clip is silence, and becomes zero; full scale is 1. */
    public static final double SILENCE = 1e-7;

    /**
     * Adds to a graph how clips are scaled, each by itself.
     *
     * @param audio {@code [batch, channels, samples]}
     * @param real 1 where a sample belongs to its clip and 0 where it fills up the batch, with whatever number, none included,
     *     {@code [batch, 1, samples]}
     * @param lengths of the clips, {@code [batch]}
     * @return as {@code audio}, zero where it is not real
     */
    Value nodes(Scope scope, Value audio, Value real, Value lengths) {
        Value clips = scope.node("Where", List.of(scope.cast(real, Element.BOOL), audio, scope.number("nothing", 0)));
        if (this == NONE) {
            return clips;
        }
        Value some = scope.node("Max", List.of(lengths, scope.count("one", 1)));
        Value samples = scope.node("Unsqueeze", List.of(scope.cast(some, Element.FLOAT), scope.list("axes", 1, 2)));
        Value sums = scope.node("ReduceSum", List.of(clips, scope.list("time", 2)));
        Value means = scope.node("Div", List.of(sums, samples));
        Value centred = scope.node("Mul", List.of(scope.node("Sub", List.of(clips, means)), real));
        Value power =
                scope.node("ReduceSum", List.of(scope.node("Mul", List.of(centred, centred)), scope.list("time", 2)));
        Value variances = scope.node("Div", List.of(power, samples));
        Value rms = scope.node("Sqrt", scope.node("ReduceMean", variances, Attribute.listOf("axes", 1)));
        Value silence = scope.number("silence", (float) SILENCE);
        Value audible = scope.node("GreaterOrEqual", List.of(rms, silence));
        Value divisor = scope.node("Max", List.of(rms, silence));
        Value scale = scope.node("Div", List.of(scope.cast(audible, Element.FLOAT), divisor));
        return scope.node("Mul", List.of(centred, scale));
    }
}
