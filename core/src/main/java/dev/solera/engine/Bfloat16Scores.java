package dev.solera.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.List;

/**
 * Scores as a product in bfloat16 leaves them: of the candidates of a block of contexts, of which one is a term's own, and behind them of the pool.
 * The loss is computed from them in single precision, and its gradient with it, p − 1 for the own candidate and p for the others, times
 * the weight: written where the scores are, it need not go back through the operations that the loss is made of.
 *
 * @param all {@code [blocks, contexts * parts, width + M]}, in bfloat16
 * @param places of the own candidates, {@code [blocks, contexts * parts, 1]}
 * @param pool the pool's candidates, {@code [M, hidden]}
 */
record Bfloat16Scores(NDArray all, NDArray places, NDArray pool) implements Scores {

    private static final ScriptedFunction CONTRAST = new ScriptedFunction(
            List.of("all", "places", "pool", "entries", "weights"), "Tuple[Tensor, Tensor, Tensor]", """
            width = torch.size(all, 2) - torch.size(pool, 0)
            share = torch.reshape(weights, [torch.size(all, 0), -1, 1])
            own = torch.to(torch.gather(all, 2, places), 6)
            others = torch.to(torch.slice(all, 2, width), 6)
            _0 = torch.index_fill_(torch.view(others, [-1]), 0, entries, float('-inf'))
            best = torch.amax(others, [2], True)
            top = torch.maximum(own, best)
            likely = torch.exp_(torch.sub_(others, top))
            first = torch.exp(torch.sub(own, top))
            total = torch.add(torch.sum(likely, [2], True), first)
            loss = torch.neg(torch.sum(torch.mul(torch.sub(torch.sub(own, top), torch.log(total)), share)))
            gradient = torch.zeros_like(all)
            own_gradient = torch.mul(torch.sub(torch.div(first, total), 1), share)
            _1 = torch.scatter_(gradient, 2, places, torch.to(own_gradient, 15))
            _2 = torch.copy_(torch.slice(gradient, 2, width), torch.mul_(likely, torch.div(share, total)))
            right = torch.reshape(torch.to(torch.gt(own, best), 6), [-1])
            return (loss, right, gradient)
            """);

    @Override
    public Contrast contrast(long[] leftOut, NDArray weights) {
        try (Autograd paused = Autograd.paused()) {
            NDArray entries = all.getManager().create(leftOut);
            NDList made = CONTRAST.call(all, places, pool, entries, weights);
            return new Contrast(made.get(0), new Autograd.Root(all, made.get(2)), made.get(1));
        }
    }
}
