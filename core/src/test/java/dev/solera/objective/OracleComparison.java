package dev.solera.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.solera.definition.ActivationShape;
import dev.solera.learning.oracle.ModuleOracle;
import dev.solera.pipeline.Seeds;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** A step of the engine's against one in double precision: outputs, loss, accuracy, every gradient, every parameter afterwards. */
final class OracleComparison {

    private static final double CLOSE = 1e-5;
    private static final double GRADIENT = 1e-4;

    /** The initial predictor scores all candidates nearly alike; scores of several nats show a wrong one among them. */
    private static final float PREDICTOR_SCALE = 8;

    private OracleComparison() {}

    static void scalePredictor(Map<String, float[]> parameters) {
        float[] predictor = parameters.get("predictor.weight");
        IntStream.range(0, predictor.length).forEach(i -> predictor[i] *= PREDICTOR_SCALE);
    }

    /**
     * Samples of noise about levels that change from place to place.
     *
     * @param level how many values have one level
     */
    static List<float[]> noise(ActivationShape input, int batch, int level) {
        SplittableRandom random = Seeds.generator(3, "oracle");
        return IntStream.range(0, batch)
                .mapToObj(sample -> {
                    float[] values = new float[input.size()];
                    double about = 0;
                    for (int i = 0; i < values.length; i++) {
                        about = i % level == 0 ? 2 * random.nextGaussian() : about;
                        values[i] = (float) (about + random.nextGaussian());
                    }
                    return values;
                })
                .toList();
    }

    /** @param rate Adam's */
    static void assertEqual(ObservedStep actual, ModuleOracle.Step expected, double rate) {
        assertThat(actual.result().loss()).isCloseTo(expected.loss(), within(CLOSE * expected.loss()));
        assertThat(actual.result().contrastiveAccuracy())
                .isBetween(expected.clearlyRight() - CLOSE, expected.perhapsRight() + CLOSE);
        for (int b = 0; b < expected.outputs().size(); b++) {
            double[] outputs = doubles(actual.result().outputs().get(b));
            assertClose("output " + b, outputs, expected.outputs().get(b), CLOSE);
        }
        assertThat(actual.gradients().keySet()).isEqualTo(expected.gradients().keySet());
        expected.gradients().forEach((name, gradient) -> {
            assertClose("gradient of " + name, actual.gradients().get(name), gradient, GRADIENT);
            assertUpdated(name, actual, gradient, rate);
        });
    }

    /** Every value within {@code bound} of the largest. */
    private static void assertClose(String what, double[] actual, double[] expected, double bound) {
        double largest = largest(expected);
        assertThat(largest).as(what).isPositive();
        assertThat(actual).as(what).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            if (Math.abs(actual[i] - expected[i]) > bound * largest) {
                assertThat(actual[i]).as("%s[%d]", what, i).isCloseTo(expected[i], within(bound * largest));
            }
        }
    }

    /** Adam's first step, {@code -rate g / (|g| + epsilon)}, wherever the gradient is more than noise. */
    private static void assertUpdated(String name, ObservedStep step, double[] gradient, double rate) {
        double noise = 10 * GRADIENT * largest(gradient);
        float[] before = step.before().get(name);
        float[] after = step.after().get(name);
        for (int i = 0; i < gradient.length; i++) {
            if (Math.abs(gradient[i]) > noise) {
                double move = -rate * gradient[i] / (Math.abs(gradient[i]) + 1e-8);
                double rounding = Math.ulp(before[i]) + Math.ulp(after[i]);
                assertThat((double) after[i] - before[i])
                        .as("update of %s[%d], whose gradient is %g", name, i, gradient[i])
                        .isCloseTo(move, within(1e-4 * rate + rounding));
            }
        }
    }

    private static double largest(double[] values) {
        return IntStream.range(0, values.length)
                .mapToDouble(i -> Math.abs(values[i]))
                .max()
                .orElseThrow();
    }

    static double[] doubles(float[] values) {
        return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
    }
}
