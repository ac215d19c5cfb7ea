package dev.solera.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** States and gradients by hand against the engine's own, in single precision. */
class GruPassTest {

    private static final long SEED = 20261127;
    private static final double CLOSE = 1e-2;
    private static final int CHANNELS = 20;
    private static final int STEPS = 15;
    private static final int HIDDEN = 12;

    private final Drawn drawn = new Drawn(SEED);

    @BeforeAll
    static void start() {
        Engine.start(1);
    }

    @ParameterizedTest(name = "batch of {0}")
    @ValueSource(ints = {3, 1})
    void shouldComeCloseToTheEnginesOwnUnitInStatesAndGradients(int batch) {
        try (NDManager manager = Engine.newManager()) {
            // given
            NDArray x = drawn.tensor(manager, 1, batch, CHANNELS, STEPS);
            List<NDArray> weights = List.of(
                    drawn.tensor(manager, 0.3, 3 * HIDDEN, CHANNELS),
                    drawn.tensor(manager, 0.3, 3 * HIDDEN, HIDDEN),
                    drawn.tensor(manager, 0.3, 3 * HIDDEN),
                    drawn.tensor(manager, 0.3, 3 * HIDDEN));
            NDArray gradient = drawn.tensor(manager, 1, batch * STEPS, HIDDEN);
            List<NDArray> expected = leaves(weights);
            List<NDArray> actual = leaves(weights);

            // when
            NDArray states;
            NDArray byHand;
            try (Autograd recording = Autograd.recording()) {
                states = engines(x, expected);
                Autograd.backward(new Autograd.Root(states, gradient));
                GruPass pass = GruPass.forward(x, actual);
                byHand = pass.states();
                pass.backward(gradient);
            }

            // then
            assertThat(Drawn.off(byHand, states)).as("seed %d, states", SEED).isBetween(1e-6, CLOSE);
            for (int i = 0; i < weights.size(); i++) {
                assertThat(Drawn.off(
                                actual.get(i).getGradient(), expected.get(i).getGradient()))
                        .as("seed %d, gradient of weight %d", SEED, i)
                        .isBetween(1e-6, CLOSE);
            }
        }
    }

    private static List<NDArray> leaves(List<NDArray> weights) {
        return weights.stream().map(Autograd::leaf).toList();
    }

    private static NDArray engines(NDArray x, List<NDArray> weights) {
        NDArray first = x.getManager().zeros(new Shape(1, x.getShape().get(0), HIDDEN));
        return x.transpose(0, 2, 1)
                .getNDArrayInternal()
                .gru(x.transpose(0, 2, 1), first, new NDList(weights), true, 1, 0, true, false, true)
                .head()
                .reshape(-1, HIDDEN);
    }
}
