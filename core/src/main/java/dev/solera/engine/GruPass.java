package dev.solera.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import java.util.List;

/**
 * A gated recurrent unit over a batch of sequences, from a zero state, with its gradient by hand. The engine records a dozen operations
 * a step, and on its way back makes a gradient of each weight at every step; here the way back is four operations a step, and either
 * weight's gradient one product over all of them.
 *
 * <p>Products over all steps at once, of the inputs and of the gradients of weights, are of numbers rounded to bfloat16. What goes from
 * step to step, the state and its gradient, stays in single precision.
 */
public final class GruPass {

    /** Gates are computed where the inputs' part of them is. */
    private static final ScriptedFunction FORWARD =
            new ScriptedFunction(List.of("x", "wi", "wh", "bi", "bh"), "Tuple[Tensor, Tensor, Tensor, Tensor]", """
            batch = torch.size(x, 0)
            steps = torch.size(x, 2)
            hidden = torch.size(wh, 1)
            inputs = torch.contiguous(torch.permute(torch.to(x, 15), [2, 0, 1]))
            gates = torch.add(torch.to(torch.matmul(inputs, torch.t(torch.to(wi, 15))), 6), bi)
            states = torch.new_zeros(x, [steps + 1, batch, hidden])
            news = torch.new_zeros(x, [steps, batch, hidden])
            for t in range(steps):
              gate = torch.select(gates, 0, t)
              state = torch.select(states, 0, t)
              by_state = torch.addmm(bh, state, torch.t(wh))
              both = torch.sigmoid_(torch.add_(torch.slice(gate, 1, 0, 2 * hidden), torch.slice(by_state, 1, 0, 2 * hidden)))
              new_by_state = torch.copy_(torch.select(news, 0, t), torch.slice(by_state, 1, 2 * hidden))
              new = torch.slice(gate, 1, 2 * hidden)
              _0 = torch.tanh_(torch.addcmul_(new, torch.slice(both, 1, 0, hidden), new_by_state))
              _1 = torch.copy_(torch.select(states, 0, t + 1), torch.lerp(new, state, torch.slice(both, 1, hidden)))
            return (inputs, gates, news, states)
            """);

    private static final ScriptedFunction BACKWARD = new ScriptedFunction(
            List.of("gradient", "inputs", "gates", "news", "states", "wh"),
            "Tuple[Tensor, Tensor, Tensor, Tensor]",
            """
            steps = torch.size(gates, 0)
            batch = torch.size(gates, 1)
            hidden = torch.size(wh, 1)
            by_state = torch.contiguous(torch.permute(torch.reshape(gradient, [batch, steps, hidden]), [1, 0, 2]))
            before = torch.slice(states, 0, 0, steps)
            reset = torch.slice(gates, 2, 0, hidden)
            update = torch.slice(gates, 2, hidden, 2 * hidden)
            new = torch.slice(gates, 2, 2 * hidden)
            rest = torch.rsub(update, 1)
            by_new = torch.mul(rest, torch.rsub(torch.mul(new, new), 1))
            by_update = torch.mul_(torch.mul(torch.sub(before, new), update), rest)
            by_reset = torch.mul_(torch.mul_(torch.mul(by_new, news), reset), torch.rsub(reset, 1))
            by_gates = torch.stack([by_reset, by_update, torch.mul(by_new, reset)], 2)
            carried = torch.zeros_like(torch.select(states, 0, 0))
            for i in range(steps):
              t = steps - 1 - i
              now = torch.add_(torch.select(by_state, 0, t), carried)
              through = torch.mul_(torch.select(by_gates, 0, t), torch.unsqueeze(now, 1))
              kept = torch.mul(now, torch.select(update, 0, t))
              carried = torch.addmm(kept, torch.view(through, [batch, -1]), wh)
            of_state = torch.view(by_gates, [steps * batch, -1])
            new_gate = torch.unsqueeze(torch.mul_(by_new, by_state), 2)
            of_input = torch.view(torch.cat([torch.slice(by_gates, 2, 0, 2), new_gate], 2), [steps * batch, -1])
            x = torch.view(inputs, [steps * batch, -1])
            h = torch.to(torch.view(before, [steps * batch, -1]), 15)
            wi_gradient = torch.to(torch.matmul(torch.t(torch.to(of_input, 15)), x), 6)
            wh_gradient = torch.to(torch.matmul(torch.t(torch.to(of_state, 15)), h), 6)
            return (wi_gradient, wh_gradient, torch.sum(of_input, [0]), torch.sum(of_state, [0]))
            """);

    private final List<NDArray> weights;
    private final NDList made;

    private GruPass(List<NDArray> weights, NDList made) {
        this.weights = weights;
        this.made = made;
    }

    /**
     * @param x {@code [batch, channels, time]}, which no gradient is taken by
     * @param weights of inputs, {@code [3 * hidden, channels]}, and of the state, {@code [3 * hidden, hidden]}, with a bias of each, in the
     *     gates' order reset, update, new
     */
    public static GruPass forward(NDArray x, List<NDArray> weights) {
        try (Autograd paused = Autograd.paused()) {
            return new GruPass(
                    weights, FORWARD.call(x, weights.get(0), weights.get(1), weights.get(2), weights.get(3)));
        }
    }

    /** All states but the first, {@code [batch * time, hidden]}, with nothing recorded. */
    public NDArray states() {
        try (Autograd paused = Autograd.paused()) {
            NDArray states = made.get(3);
            return states.get("1:")
                    .transpose(1, 0, 2)
                    .reshape(-1, states.getShape().get(2));
        }
    }

    /**
     * What is handed on.
     *
     * @param states {@code [batch * time, hidden]}
     * @return the same, {@code [batch, hidden, time]}
     */
    public NDArray outputs(NDArray states) {
        Shape all = made.get(3).getShape();
        return states.reshape(all.get(1), all.get(0) - 1, all.get(2)).transpose(0, 2, 1);
    }

    /**
     * Adds to the weights' gradients.
     *
     * @param gradient by the states, {@code [batch * time, hidden]}; nobody may read it any more, as it is written to where the batch is
     *     one sample, whose steps need no other order
     */
    public void backward(NDArray gradient) {
        try (Autograd paused = Autograd.paused()) {
            NDList gradients =
                    BACKWARD.call(gradient, made.get(0), made.get(1), made.get(2), made.get(3), weights.get(1));
            for (int i = 0; i < weights.size(); i++) {
                Autograd.backward(new Autograd.Root(weights.get(i), gradients.get(i)));
            }
        }
    }
}
