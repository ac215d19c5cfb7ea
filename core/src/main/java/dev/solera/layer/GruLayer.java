package dev.solera.layer;

import static dev.solera.definition.InvalidDefinitionException.require;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import dev.solera.definition.ActivationShape;
import dev.solera.engine.GruPass;
import dev.solera.engine.GruWeights;
import dev.solera.engine.Products;
import dev.solera.onnx.Attribute;
import dev.solera.onnx.Scope;
import dev.solera.onnx.Value;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A gated recurrent unit over a sequence, from a zero state; its states are what it hands on. Parameters start as PyTorch's,
 * uniform within 1/sqrt(hidden).
 *
 * @param hidden size of the state
 */
public record GruLayer(int hidden) implements Layer {

    private static final String INPUT_WEIGHT = "weight_ih_l0";
    private static final String STATE_WEIGHT = "weight_hh_l0";
    private static final String INPUT_BIAS = "bias_ih_l0";
    private static final String STATE_BIAS = "bias_hh_l0";

    /** Reset, update and new. */
    private static final long GATES = 3;

    public GruLayer {
        require(hidden >= 1, "hidden", hidden, "1 or more");
    }

    @Override
    public ActivationShape outputShape(ActivationShape input) {
        Sequences.steps("gru", input);
        return input.withChannels(hidden);
    }

    @Override
    public List<ParameterSpec> parameters(ActivationShape input) {
        double bound = 1 / Math.sqrt(hidden);
        long rows = GATES * hidden;
        return List.of(
                new ParameterSpec(INPUT_WEIGHT, List.of(rows, (long) input.channels()), bound),
                new ParameterSpec(STATE_WEIGHT, List.of(rows, (long) hidden), bound),
                new ParameterSpec(INPUT_BIAS, List.of(rows), bound),
                new ParameterSpec(STATE_BIAS, List.of(rows), bound));
    }

    @Override
    public void layOut(Weights weights) {
        GruWeights.layOut(all(weights));
    }

    @Override
    public Optional<TimeBase> timeBase(TimeBase input) {
        return Optional.of(input);
    }

    @Override
    public NDArray forward(NDArray x, Weights weights, Products products) {
        NDArray byTime = x.transpose(0, 2, 1);
        NDArray first = x.getManager().zeros(new Shape(1, x.getShape().get(0), hidden));
        return byTime.getNDArrayInternal()
                .gru(byTime, first, new NDList(all(weights)), true, 1, 0, true, false, true)
                .head()
                .transpose(0, 2, 1);
    }

    /** The same with the gradient by hand, for an input that no gradient is taken by. */
    public GruPass pass(NDArray x, Weights weights) {
        return GruPass.forward(x, all(weights));
    }

    private static List<NDArray> all(Weights weights) {
        return List.of(
                weights.get(INPUT_WEIGHT), weights.get(STATE_WEIGHT), weights.get(INPUT_BIAS), weights.get(STATE_BIAS));
    }

    /**
     * ONNX has time outside, and its gates in the order update, reset, new; its reset gate comes behind the state's product with the
     * weights, as here, where {@code linear_before_reset} says so.
     */
    @Override
    public Value nodes(Scope scope, Value x, ActivationShape input) {
        Value byTime = scope.node("Transpose", x, Attribute.listOf("perm", 2, 0, 1));
        float[] bias = Arrays.copyOf(reordered(scope, INPUT_BIAS), 2 * Math.toIntExact(GATES) * hidden);
        System.arraycopy(reordered(scope, STATE_BIAS), 0, bias, bias.length / 2, bias.length / 2);
        Value states = scope.node(
                "GRU",
                List.of(
                        byTime,
                        scope.floats(INPUT_WEIGHT, reordered(scope, INPUT_WEIGHT), 1, GATES * hidden, input.channels()),
                        scope.floats(STATE_WEIGHT, reordered(scope, STATE_WEIGHT), 1, GATES * hidden, hidden),
                        scope.floats("bias", bias, 1, bias.length)),
                Attribute.of("hidden_size", hidden),
                Attribute.of("linear_before_reset", 1));
        Value oneDirection = scope.node("Squeeze", List.of(states, scope.list("direction", 1)));
        return scope.node("Transpose", oneDirection, Attribute.listOf("perm", 1, 2, 0));
    }

    /** Values of a parameter with its first two gates exchanged. */
    private static float[] reordered(Scope scope, String name) {
        float[] values = scope.values(name);
        int gate = values.length / Math.toIntExact(GATES);
        float[] reordered = values.clone();
        System.arraycopy(values, 0, reordered, gate, gate);
        System.arraycopy(values, gate, reordered, 0, gate);
        return reordered;
    }
}
