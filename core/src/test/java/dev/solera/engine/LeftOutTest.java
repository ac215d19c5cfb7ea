package dev.solera.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class LeftOutTest {

    private static final float OUT = Float.NEGATIVE_INFINITY;

    @BeforeAll
    static void start() {
        Engine.start(1);
    }

    @Test
    void shouldLeaveOutWhatIsAskedForAlone() {
        try (NDManager manager = Engine.newManager()) {
            assertThat(TensorValues.of(LeftOut.of(scores(manager), new long[] {1, 5})))
                    .containsExactly(1, OUT, 3, 4, 5, OUT);
            assertThat(TensorValues.of(LeftOut.of(scores(manager), new long[] {2, 2})))
                    .containsExactly(1, 2, OUT, 4, 5, 6);
            assertThat(TensorValues.of(LeftOut.of(scores(manager), new long[0])))
                    .containsExactly(1, 2, 3, 4, 5, 6);
        }
    }

    @Test
    void shouldHandOnNoGradientWhereAScoreIsLeftOut() {
        try (NDManager manager = Engine.newManager();
                Autograd recording = Autograd.recording()) {
            NDArray leaf = Autograd.leaf(scores(manager));

            NDArray softmax =
                    LeftOut.of(leaf.mul(manager.create(2f)), new long[] {0}).softmax(1);
            Autograd.backward(Autograd.Root.of(softmax.get("0, 1").square()));

            float[] gradient = TensorValues.of(leaf.getGradient());
            assertThat(gradient[0]).isZero();
            assertThat(gradient[1]).isPositive();
            assertThat(gradient[2]).isNegative();
        }
    }

    private static NDArray scores(NDManager manager) {
        return AlignedBuffer.copyOf(manager, new float[] {1, 2, 3, 4, 5, 6}, new Shape(2, 3));
    }
}
