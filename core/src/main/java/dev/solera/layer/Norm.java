package dev.solera.layer;

import ai.djl.ndarray.NDArray;
import dev.solera.onnx.Attribute;
import dev.solera.onnx.Scope;
import dev.solera.onnx.Value;
import java.util.List;

/** What a convolution over time does with its outputs before the ReLU. */
public enum Norm {

    /** Nothing, as in the paper. */
    NONE {
        @Override
        List<ParameterSpec> parameters(int channels) {
            return List.of();
        }

        @Override
        NDArray apply(NDArray x, Weights weights) {
            return x;
        }

        @Override
        Value nodes(Scope scope, Value x, int channels) {
            return x;
        }
    },

    /**
     * Brings the channels of every step to mean 0 and variance 1, then scales and shifts each by a parameter, as CPC's later form does
     * (Rivière et al. 2020, "Unsupervised Pretraining Transfers Well Across Languages", section 2.1). It looks at no other step, so that
     * a stretch of outputs depends on the same stretch of inputs as without it.
     */
    CHANNELS {
        @Override
        List<ParameterSpec> parameters(int channels) {
            return List.of(
                    ParameterSpec.constant(WEIGHT, List.of((long) channels), 1),
                    ParameterSpec.constant(BIAS, List.of((long) channels), 0));
        }

        @Override
        NDArray apply(NDArray x, Weights weights) {
            NDArray centred = x.sub(x.mean(new int[] {1}, true));
            NDArray variance = centred.square().mean(new int[] {1}, true);
            return centred.div(variance.add(EPSILON).sqrt())
                    .mul(weights.get(WEIGHT).expandDims(-1))
                    .add(weights.get(BIAS).expandDims(-1));
        }

        @Override
        Value nodes(Scope scope, Value x, int channels) {
            Value centred = scope.node("Sub", List.of(x, mean(scope, x)));
            Value variance = mean(scope, scope.node("Mul", List.of(centred, centred)));
            Value deviation =
                    scope.node("Sqrt", scope.node("Add", List.of(variance, scope.number("norm.epsilon", EPSILON))));
            Value scaled = scope.node(
                    "Mul",
                    List.of(
                            scope.node("Div", List.of(centred, deviation)),
                            scope.floats(WEIGHT, scope.values(WEIGHT), channels, 1)));
            return scope.node("Add", List.of(scaled, scope.floats(BIAS, scope.values(BIAS), channels, 1)));
        }

        private Value mean(Scope scope, Value x) {
            return scope.node("ReduceMean", x, Attribute.listOf("axes", 1));
        }
    };

    private static final String WEIGHT = "norm.weight";
    private static final String BIAS = "norm.bias";
    private static final float EPSILON = 1e-5f;

    /** Its own, behind those of the convolution. */
    abstract List<ParameterSpec> parameters(int channels);

    /** @param x {@code [batch, channels, time]} */
    abstract NDArray apply(NDArray x, Weights weights);

    /** @param x {@code [batch, channels, time]} */
    abstract Value nodes(Scope scope, Value x, int channels);
}
