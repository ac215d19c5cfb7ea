package dev.solera.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import dev.solera.encoder.Parameter;
import dev.solera.encoder.Parameters;
import dev.solera.engine.AdamKernel;
import dev.solera.engine.AlignedBuffer;
import dev.solera.engine.Autograd;
import dev.solera.engine.Engine;
import dev.solera.engine.IntraOpThreads;
import dev.solera.layer.ParameterSpec;
import dev.solera.pipeline.Seeds;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.LongToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Adam against an independent computation in double precision, and its state saved and restored. */
class AdamTest {

    private static final int SIZE = 37;
    private static final double RATE = 1e-3;
    /** By update, from 1: another one in each, as under a schedule. */
    private static final LongToDoubleFunction RATES = update -> RATE * (1 + update % 5) / 5;

    @ParameterizedTest
    @EnumSource
    void shouldAgreeWithDoublePrecisionOverTwentySteps(AdamKernel kernel) {
        Engine.start(1);
        try (NDManager manager = Engine.newManager()) {
            // given
            float[] start = values(Seeds.generator(1, "start"), 1, SIZE);
            Parameters parameter = parameter(manager, start);
            Adam adam = new Adam(manager, parameter.arrays(), kernel, RATES);
            double[] expected = new double[SIZE];
            double[] mean = new double[SIZE];
            double[] variance = new double[SIZE];
            for (int i = 0; i < SIZE; i++) {
                expected[i] = start[i];
            }

            for (int t = 1; t <= 20; t++) {
                // when: gradients whose sizes span six decades
                float[] gradient = values(Seeds.generator(2, "gradient", t), Math.pow(10, t % 7 - 5), SIZE);
                step(adam, parameter, gradient);
                assertThat(adam.learningRate()).isEqualTo(RATES.applyAsDouble(t));

                // then: Kingma and Ba 2015, algorithm 1, as written
                for (int i = 0; i < SIZE; i++) {
                    mean[i] = 0.9 * mean[i] + (1 - 0.9) * gradient[i];
                    variance[i] = 0.999 * variance[i] + (1 - 0.999) * gradient[i] * gradient[i];
                    double unbiasedMean = mean[i] / (1 - Math.pow(0.9, t));
                    double unbiasedVariance = variance[i] / (1 - Math.pow(0.999, t));
                    expected[i] -= RATES.applyAsDouble(t) * unbiasedMean / (Math.sqrt(unbiasedVariance) + 1e-8);
                    assertThat((double) values(parameter)[i])
                            .as("parameter %d after step %d", i, t)
                            .isCloseTo(expected[i], within(1e-6));
                }
            }
        }
    }

    /** Sizes about that of a chunk, and one that several threads share. */
    @ParameterizedTest
    @CsvSource({
        "CHUNKED, 37, 1",
        "CHUNKED, 32769, 1",
        "CHUNKED, 200003, 2",
        "FUSED, 1, 1",
        "FUSED, 37, 1",
        "FUSED, 32767, 1",
        "FUSED, 32768, 1",
        "FUSED, 32769, 1",
        "FUSED, 200003, 1",
        "FUSED, 1, 2",
        "FUSED, 32769, 2",
        "FUSED, 200003, 2"
    })
    void shouldGoOnToTheSameBitsWhenItsStateIsRestored(AdamKernel kernel, int size, int threads) {
        Engine.start(1);
        try (IntraOpThreads several = new IntraOpThreads(threads);
                NDManager manager = Engine.newManager()) {
            // given
            Parameters parameter = parameter(manager, values(Seeds.generator(1, "start"), 1, size));
            Adam adam = new Adam(manager, parameter.arrays(), kernel, RATES);
            for (int t = 1; t <= 7; t++) {
                step(adam, parameter, values(Seeds.generator(2, "gradient", t), 0.1, size));
            }
            ModuleState.Optimiser saved = adam.state();
            Parameters copy = parameter(manager, values(parameter));
            Adam restored = new Adam(manager, copy.arrays(), kernel, RATES);

            // when
            restored.restore(manager, saved);
            for (int t = 8; t <= 20; t++) {
                float[] gradient = values(Seeds.generator(2, "gradient", t), 0.1, size);
                step(adam, parameter, gradient);
                step(restored, copy, gradient);
            }

            // then
            assertThat(values(copy)).isEqualTo(values(parameter));
            assertThat(restored.state().step()).isEqualTo(20);
            assertThat(restored.state().means().get("w"))
                    .isEqualTo(adam.state().means().get("w"));
            assertThat(restored.state().variances().get("w"))
                    .isEqualTo(adam.state().variances().get("w"));
        }
    }

    @Test
    void shouldRefuseAStateWhenItIsOfOtherParameters() {
        Engine.start(1);
        try (NDManager manager = Engine.newManager()) {
            Adam adam = new Adam(manager, parameter(manager, new float[SIZE]).arrays(), AdamKernel.CHUNKED, RATES);
            ModuleState.Optimiser foreign =
                    new ModuleState.Optimiser(1, Map.of("v", new float[SIZE]), Map.of("v", new float[SIZE]));

            assertThatThrownBy(() -> adam.restore(manager, foreign)).hasMessage("moments are of [v]; allowed: [w]");
        }
    }

    /** A parameter that is called w. */
    private static Parameters parameter(NDManager manager, float[] values) {
        return Parameters.of(
                manager,
                List.of(new ParameterSpec("w", List.of((long) values.length), 1)),
                Map.of("w", new Parameter(new long[] {values.length}, values)));
    }

    private static float[] values(Parameters parameter) {
        return parameter.copy().get("w").values();
    }

    /** A scalar whose gradient is {@code gradient}, then one update. */
    private static void step(Adam adam, Parameters parameter, float[] gradient) {
        try (NDScope scope = new NDScope();
                Autograd recording = Autograd.recording()) {
            parameter.branch();
            NDArray leaf = parameter.get("w");
            NDArray weights = AlignedBuffer.copyOf(leaf.getManager(), gradient, leaf.getShape());
            Autograd.backward(Autograd.Root.of(leaf.mul(weights).sum()));
            adam.update();
            parameter.settle();
        }
    }

    private static float[] values(SplittableRandom random, double scale, int size) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) (scale * (2 * random.nextDouble() - 1));
        }
        return values;
    }
}
