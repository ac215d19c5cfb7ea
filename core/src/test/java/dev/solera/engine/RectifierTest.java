package dev.solera.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The positive part in its own memory against the engine's copy. */
class RectifierTest {

    @BeforeAll
    static void start() {
        Engine.start(1);
    }

    @Test
    void shouldOverwriteWithThePositivePart() {
        try (NDManager manager = Engine.newManager()) {
            NDArray x = manager.create(new float[] {-1, 0, 2, Float.NaN});

            NDArray rectified = Rectifier.rectify(x);

            assertThat(TensorValues.of(rectified)).containsExactly(0, 0, 2, Float.NaN);
            assertThat(TensorValues.of(x)).containsExactly(0, 0, 2, Float.NaN);
        }
    }

    @Test
    void shouldHandTheGradientOnThatTheEnginesCopyDoes() {
        try (NDManager manager = Engine.newManager()) {
            assertThat(gradient(manager, true)).isEqualTo(gradient(manager, false));
        }
    }

    private static float[] gradient(NDManager manager, boolean inPlace) {
        NDArray x = AlignedBuffer.copyOf(manager, new float[] {-3, -0.5f, 0, 0.25f, 1, 4}, new Shape(1, 1, 6));
        NDArray weight = Autograd.leaf(AlignedBuffer.copyOf(manager, new float[] {1, -2, 0.5f, 1}, new Shape(2, 1, 2)));
        NDArray bias = AlignedBuffer.copyOf(manager, new float[] {0.1f, -0.1f}, new Shape(2));
        try (Autograd recording = Autograd.recording()) {
            NDArray convolved = Products.FLOAT32.convolve(x, weight, bias, new Shape(1), new Shape(1));
            NDArray rectified = inPlace
                    ? Rectifier.rectify(convolved)
                    : convolved.getNDArrayInternal().relu();
            Autograd.backward(Autograd.Root.of(rectified.square().sum()));
        }
        return TensorValues.of(weight.getGradient());
    }
}
