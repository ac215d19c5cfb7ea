package dev.solera.engine;

import ai.djl.ndarray.NDArray;
import java.util.List;

/** Leaves entries out of scores: minus infinity in their place, which a softmax gives nothing, and no gradient either. */
public final class LeftOut {

    private static final ScriptedFunction LEAVE_OUT = new ScriptedFunction(List.of("scores", "entries"), "Tensor", """
            _0 = torch.index_fill_(torch.view(torch.detach(scores), [-1]), 0, entries, float('-inf'))
            return scores
            """);

    private LeftOut() {}

    /**
     * The scores in their own memory, without some of them. Nothing is recorded: what would flow back to those entries is zero as it is.
     *
     * @param scores whose values no gradient depends on, as on those of a product it does not
     * @param entries row-major
     */
    public static NDArray of(NDArray scores, long[] entries) {
        if (entries.length == 0) {
            return scores;
        }
        return LEAVE_OUT.call(scores, scores.getManager().create(entries)).singletonOrThrow();
    }
}
