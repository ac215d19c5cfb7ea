package dev.solera.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The update chunk by chunk against the engine's own, which takes whole tensors, and the fused one against double precision. */
class AdamKernelTest {

    private static final long SEED = 20261127;
    private static final int STEPS = 5;
    /** The mean's bias correction goes from a tenth to all of it, the variance's from a thousandth to a twentieth. */
    private static final int MANY_STEPS = 50;

    private static final double RATE = 1e-3;

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
                AdamKernel.CHUNKED.at(STEP).of(own.get(0), gradient, own.get(1), own.get(2));
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

    /** Sizes about a chunk's of the other update, and one with a rest that fills no vector, which several threads share. */
    @ParameterizedTest
    @CsvSource({"1, 1", "32767, 1", "32768, 1", "32769, 1", "200003, 1", "1, 2", "32769, 2", "200003, 2"})
    void shouldAgreeWithDoublePrecisionOverManySteps(int size, int threads) {
        Engine.start(1);
        try (IntraOpThreads several = new IntraOpThreads(threads);
                NDManager manager = Engine.newManager()) {
            // given: small weights, which round little, and gradients whose sizes span decades
            float[] start = drawn(size, 0.01);
            List<NDArray> fused = state(manager, start);
            List<NDArray> chunked = state(manager, start);
            DoubleAdam expected = new DoubleAdam(start);
            List<float[]> gradients = IntStream.range(0, STEPS)
                    .mapToObj(i -> drawn(size, Math.pow(10, -i)))
                    .toList();

            // when
            for (int number = 1; number <= MANY_STEPS; number++) {
                float[] drawn = gradients.get(number % STEPS);
                AdamKernel.Step step = new AdamKernel.Step(RATE, 0.9, 0.999, 1e-8, number);
                try (NDArray gradient = AlignedBuffer.copyOf(manager, drawn, new Shape(size))) {
                    AdamKernel.FUSED.at(step).of(fused.get(0), gradient, fused.get(1), fused.get(2));
                    AdamKernel.CHUNKED.at(step).of(chunked.get(0), gradient, chunked.get(1), chunked.get(2));
                }
                expected.update(drawn, step);
            }

            // then
            assertThat(expected.furthest(fused)).as("fused, seed %d", SEED).isLessThan(RATE / 1e4);
            // with what remains of a beta in single precision, which is 1e-5 off for that of the variance
            assertThat(expected.furthest(chunked))
                    .as("in chunks, seed %d", SEED)
                    .isLessThan(RATE / 2e3);
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
