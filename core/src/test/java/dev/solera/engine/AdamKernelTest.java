package dev.solera.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The update chunk by chunk against the engine's own, which takes whole tensors. */
class AdamKernelTest {

    private static final long SEED = 20261127;
    private static final int STEPS = 5;
    private static final AdamKernel.Step STEP = new AdamKernel.Step(1e-3, 0.9, 0.999, 1e-8, 7);

    private final SplittableRandom random = new SplittableRandom(SEED);

    /** Sizes of less than a chunk, of whole ones, and with a rest that fills no vector of the processor's. */
    @ParameterizedTest
    @ValueSource(ints = {1, 37, 1 << 15, (1 << 16) + 32, 100_003})
    void shouldComeToTheBitsOfTheEnginesOwnUpdate(int size) {
        Engine.start(1);
        try (NDManager manager = Engine.newManager()) {
            // given
            float[] start = drawn(size, 1);
            List<NDArray> own = state(manager, start);
            List<NDArray> engines = state(manager, start);

            // when: gradients whose sizes span decades
            for (int step = 0; step < STEPS; step++) {
                NDArray gradient = AlignedBuffer.copyOf(manager, drawn(size, Math.pow(10, -step)), new Shape(size));
                AdamKernel.CHUNKED.update(own.get(0), gradient, own.get(1), own.get(2), STEP);
                AdamKernel.updateWhole(engines.get(0), gradient, engines.get(1), engines.get(2), STEP.rates());
            }

            // then
            for (int i = 0; i < own.size(); i++) {
                assertThat(TensorValues.of(own.get(i)))
                        .as("seed %d, tensor %d", SEED, i)
                        .isEqualTo(TensorValues.of(engines.get(i)));
            }
            assertThat(TensorValues.of(own.get(0))).isNotEqualTo(start);
        }
    }

    /** Weight, mean and variance. */
    private static List<NDArray> state(NDManager manager, float[] weight) {
        return Stream.of(weight, new float[weight.length], new float[weight.length])
                .map(values -> AlignedBuffer.copyOf(manager, values, new Shape(values.length)))
                .toList();
    }

    private float[] drawn(int size, double scale) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) (scale * random.nextGaussian());
        }
        return values;
    }
}
