package dev.solera.learning.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.solera.learning.oracle.Draw.Negatives;
import dev.solera.learning.oracle.ModuleOracle.Layer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The oracle's gradients against differences of its losses, and its loss against what is known beforehand. */
class ModuleOracleTest {

    private static final int STEPS = 30;
    private static final int CHANNELS = 2;
    private static final double STEP = 1e-6;

    static List<ModuleOracle> modules() {
        Layer first = new Layer(4, 5, 2, 2);
        Layer second = new Layer(3, 3, 1, 2);
        return List.of(
                new ModuleOracle(CHANNELS, STEPS, List.of(first), OptionalInt.empty()),
                new ModuleOracle(CHANNELS, STEPS, List.of(first, second), OptionalInt.empty()),
                new ModuleOracle(CHANNELS, STEPS, List.of(), OptionalInt.of(3)),
                new ModuleOracle(CHANNELS, STEPS, List.of(first), OptionalInt.of(3)));
    }

    @ParameterizedTest
    @MethodSource("modules")
    void shouldHaveTheGradientThatDifferencesOfItsLossComeTo(ModuleOracle oracle) {
        // given
        Random random = new Random(7);
        Map<String, double[]> parameters = parameters(oracle, random, 0.8);
        List<float[]> batch = batch(random);
        Draw draw = draw();

        // when
        Map<String, double[]> gradients = oracle.step(parameters, batch, draw).gradients();

        // then
        assertThat(gradients.keySet()).isEqualTo(parameters.keySet());
        parameters.forEach((name, values) -> {
            for (int i = 0; i < values.length; i++) {
                double value = values[i];
                values[i] = value + STEP;
                double more = oracle.step(parameters, batch, draw).loss();
                values[i] = value - STEP;
                double less = oracle.step(parameters, batch, draw).loss();
                values[i] = value;
                assertThat(gradients.get(name)[i])
                        .as("%s[%d]", name, i)
                        .isCloseTo((more - less) / (2 * STEP), within(1e-7));
            }
        });
    }

    @ParameterizedTest
    @MethodSource("modules")
    void shouldLoseLnOfTheCandidatesWhenThePredictorKnowsNothing(ModuleOracle oracle) {
        Random random = new Random(8);
        Map<String, double[]> parameters = parameters(oracle, random, 0.8);
        parameters.replaceAll((name, values) -> name.equals("predictor.weight") ? new double[values.length] : values);
        Negatives five = (sample, t, k, positive) -> new int[] {0, 1, 2, 3, 4};
        Draw draw = new Draw(8, new int[] {2, 0}, new int[] {13, 6}, 3, five);

        assertThat(oracle.step(parameters, batch(random), draw).loss()).isCloseTo(Math.log(6), within(1e-12));
    }

    /** A pool with the positives of some contexts in it, and a second clip that is mostly padding. */
    private static Draw draw() {
        return new Draw(8, new int[] {2, 0}, new int[] {13, 6}, 3, Negatives.shared(new int[] {5, 6, 0, 11, 16, 17}));
    }

    private static Map<String, double[]> parameters(ModuleOracle oracle, Random random, double size) {
        Map<String, double[]> parameters = new LinkedHashMap<>();
        int width = CHANNELS;
        for (int i = 0; i < oracle.layers().size(); i++) {
            Layer layer = oracle.layers().get(i);
            parameters.put("encoder." + i + ".weight", values(random, layer.channels() * width * layer.kernel(), size));
            parameters.put("encoder." + i + ".bias", values(random, layer.channels(), size));
            width = layer.channels();
        }
        int hidden = width;
        oracle.recurrent().ifPresent(state -> {
            parameters.put("context.weight_ih_l0", values(random, 3 * state * hidden, size));
            parameters.put("context.weight_hh_l0", values(random, 3 * state * state, size));
            parameters.put("context.bias_hh_l0", values(random, 3 * state, size));
            parameters.put("context.bias_ih_l0", values(random, 3 * state, size));
        });
        int context = oracle.recurrent().orElse(hidden);
        parameters.put("predictor.weight", values(random, 3 * hidden * context, size));
        return parameters;
    }

    private static List<float[]> batch(Random random) {
        List<float[]> batch = new ArrayList<>();
        for (int b = 0; b < 2; b++) {
            float[] values = new float[CHANNELS * STEPS];
            IntStream.range(0, values.length).forEach(i -> values[i] = (float) random.nextGaussian());
            batch.add(values);
        }
        return batch;
    }

    private static double[] values(Random random, int size, double scale) {
        return IntStream.range(0, size)
                .mapToDouble(i -> scale * random.nextGaussian())
                .toArray();
    }
}
