package dev.solera.engine;

import ai.djl.ndarray.NDArray;
import java.util.List;

/**
 * The weights of a GRU on a GPU, in one piece of memory in the order in which cuDNN reads them. Elsewhere libtorch would copy them
 * together anew at every call, and warn every time that it does.
 */
public final class GruWeights {

    /** A GRU, as cuDNN counts kinds of networks; of its flags, that batches come before time, and that it goes in one direction. */
    private static final ScriptedFunction LAY_OUT =
            new ScriptedFunction(List.of("input", "state", "inputBias", "stateBias"), "Tensor", """
            weights = [input, state, inputBias, stateBias]
            return torch._cudnn_rnn_flatten_weight(weights, 4, torch.size(input, 1), 3, torch.size(state, 1), 0, 1, True, False)
            """);

    private GruWeights() {}

    /**
     * Moves them there; their values stay. Elsewhere than on a GPU nothing happens.
     *
     * @param weights of the input and of the state, then the biases of both
     */
    public static void layOut(List<NDArray> weights) {
        if (!weights.get(0).getDevice().isGpu()) {
            return;
        }
        try (Autograd paused = Autograd.paused()) {
            LAY_OUT.call(weights.toArray(NDArray[]::new)).close();
        }
    }
}
