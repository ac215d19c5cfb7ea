package dev.solera.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Gradients by hand at some rows against the engine's own, in single precision, by all of a convolution's output. */
class RowGradientsTest {

    private static final long SEED = 20261127;
    private static final double CLOSE = 1e-2;
    private static final int STRIDE = 2;
    private static final int KERNEL = 4;
    private static final int WINDOW = 6;

    private final Drawn drawn = new Drawn(SEED);

    @BeforeAll
    static void start() {
        Engine.start(1);
    }

    @Test
    void shouldComeCloseToTheGradientByAllRowsWhenItIsZeroElsewhere() {
        try (NDManager manager = Engine.newManager()) {
            // given: two samples, a window of each from step 3 and step 0, and two single steps of which one is in a
            // window
            NDArray x = drawn.tensor(manager, 1, 2, 16, 40);
            NDArray weight = drawn.tensor(manager, 1, 24, 16, KERNEL);
            NDArray bias = drawn.tensor(manager, 1, 24);
            long[] nearSamples = {0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1};
            long[] nearSteps = {3, 4, 5, 6, 7, 8, 0, 1, 2, 3, 4, 5};
            long[] farSamples = {1, 0};
            long[] farSteps = {2, 15};
            NDArray byNear = drawn.tensor(manager, 1, 12, 24);
            NDArray byFar = drawn.tensor(manager, 1, 2, 24);
            NDArray expectedWeight = Autograd.leaf(weight);
            NDArray expectedBias = Autograd.leaf(bias);
            NDArray actualWeight = Autograd.leaf(weight);
            NDArray actualBias = Autograd.leaf(bias);

            // when
            try (Autograd recording = Autograd.recording()) {
                NDArray z = Products.FLOAT32.convolveAndRectify(
                        x, expectedWeight, expectedBias, new Shape(STRIDE), new Shape(0));
                Autograd.backward(Autograd.Root.of(at(z, nearSamples, nearSteps)
                        .mul(byNear)
                        .sum()
                        .add(at(z, farSamples, farSteps).mul(byFar).sum())));
                NDArray near = RowGradients.leaf(z.stopGradient(), nearSamples, nearSteps);
                NDArray far = RowGradients.leaf(z.stopGradient(), farSamples, farSteps);
                Autograd.backward(new Autograd.Root(near, byNear));
                Autograd.backward(new Autograd.Root(far, byFar));
                RowGradients.backward(
                        new RowGradients.Seen(near, slice(x, 0, 3).concat(slice(x, 1, 0), 0)),
                        new RowGradients.Seen(far, place(x, 1, 2).concat(place(x, 0, 15), 0)),
                        actualWeight,
                        actualBias,
                        STRIDE);
            }

            // then
            assertThat(Drawn.off(actualWeight.getGradient(), expectedWeight.getGradient()))
                    .as("seed %d, weight", SEED)
                    .isBetween(1e-6, CLOSE);
            assertThat(Drawn.off(actualBias.getGradient(), expectedBias.getGradient()))
                    .as("seed %d, bias", SEED)
                    .isLessThan(1e-5);
        }
    }

    private static NDArray at(NDArray z, long[] samples, long[] steps) {
        long[] rows = new long[samples.length];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = samples[i] * z.getShape().get(2) + steps[i];
        }
        return Rows.gather(z.transpose(0, 2, 1).reshape(-1, z.getShape().get(1)), rows);
    }

    private static NDArray slice(NDArray x, int sample, int step) {
        int begin = step * STRIDE;
        return x.get("%d:%d, :, %d:%d".formatted(sample, sample + 1, begin, begin + (WINDOW - 1) * STRIDE + KERNEL));
    }

    private static NDArray place(NDArray x, int sample, int step) {
        int begin = step * STRIDE;
        return x.get("%d:%d, :, %d:%d".formatted(sample, sample + 1, begin, begin + KERNEL));
    }
}
