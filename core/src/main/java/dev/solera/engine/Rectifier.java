package dev.solera.engine;

import ai.djl.ndarray.NDArray;
import java.util.List;

/**
 * The positive part of a tensor that nobody else reads, in its own memory: at the size of activations, taking new memory from the system
 * takes longer than the arithmetic.
 */
public final class Rectifier {

    private static final ScriptedFunction RECTIFY =
            new ScriptedFunction(List.of("x"), "Tensor", "return torch.relu_(x)");

    private Rectifier() {}

    /** @param x gone afterwards; no gradient may depend on it, as that of a convolution or a sum does not */
    public static NDArray rectify(NDArray x) {
        return RECTIFY.call(x).singletonOrThrow();
    }
}
