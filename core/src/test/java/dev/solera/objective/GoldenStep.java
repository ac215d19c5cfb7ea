package dev.solera.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.solera.encoder.Architecture;
import dev.solera.learning.OneStep;
import dev.solera.pipeline.ModuleDefinition;
import dev.solera.pipeline.Stage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * A training step of the paper authors' and the same step of ours.
 *
 * @param golden theirs
 * @param definition the module
 * @param input what it takes in
 * @param names for each parameter of ours those of theirs that stand in it, one behind the other
 */
record GoldenStep(GoldenFile golden, ModuleDefinition definition, Stage input, Map<String, List<String>> names) {

    /** The step's gradients in double precision by parameter; those that are left out count as equal to theirs. */
    @FunctionalInterface
    interface Exact {

        Map<String, double[]> gradients(Map<String, double[]> parameters, List<float[]> samples);
    }

    private static final double LOSS = 1e-5;
    private static final double GRADIENT = 1e-4;

    /**
     * Takes ours and compares loss, every gradient and every parameter after it.
     *
     * @param plan what chance decided in theirs, for the samples
     * @param exact the same gradients in double precision, as theirs and ours are both of single precision: a gradient whose
     *     terms cancel is off by more than the bound in theirs, and ours may come out on either side
     * @return what ours hands on of each sample, one behind the other
     */
    float[] check(BiFunction<Objective, List<float[]>, PlannedLoss> plan, Exact exact) {
        // given
        int batch = golden.number("batch");
        Map<String, float[]> before = theirs("before.");
        List<float[]> samples = split(golden.floats("input"), batch);
        Architecture architecture = definition.architecture(input);

        // when
        OneStep step = OneStep.of(
                definition,
                architecture,
                golden.decimal("lr"),
                before,
                batch,
                objective -> plan.apply(objective, samples));

        // then
        double loss = golden.floats("loss")[0];
        assertThat(step.result().loss()).isCloseTo(loss, within(LOSS * loss));
        Map<String, float[]> after = theirs("after.");
        Map<String, double[]> doubles = new LinkedHashMap<>();
        before.forEach((name, values) -> doubles.put(name, OracleComparison.doubles(values)));
        Map<String, double[]> truth = exact.gradients(doubles, samples);
        theirs("grad.").forEach((name, gradient) -> {
            double[] right = truth.getOrDefault(name, OracleComparison.doubles(gradient));
            assertGradient(name, step.gradients().get(name), gradient, right);
            assertUpdate(name, gradient, before.get(name), step.after().get(name), after.get(name));
        });
        return join(step.result().outputs());
    }

    private Map<String, float[]> theirs(String prefix) {
        Map<String, float[]> values = new LinkedHashMap<>();
        names.forEach((ours, theirs) -> values.put(
                ours,
                join(theirs.stream().map(name -> golden.floats(prefix + name)).toList())));
        return values;
    }

    /** Every element within 1e-4 of the largest. */
    static void assertClose(String what, float[] actual, float[] expected) {
        double bound = GRADIENT * largest(expected);
        assertThat(actual).as(what).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            assertThat((double) actual[i]).as("%s[%d]", what, i).isCloseTo(expected[i], within(bound));
        }
    }

    /** Every element within 1e-4 of the largest, and what theirs is off. */
    private static void assertGradient(String name, float[] actual, float[] expected, double[] exact) {
        double bound = GRADIENT * largest(expected);
        assertThat(actual).as(name).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            assertThat((double) actual[i])
                    .as("gradient of %s[%d], exactly %s", name, i, exact[i])
                    .isCloseTo(expected[i], within(bound + Math.abs(expected[i] - exact[i])));
        }
    }

    /** Where the gradient is not noise, the parameter moved as the authors' did. */
    private static void assertUpdate(String name, float[] gradient, float[] before, float[] actual, float[] expected) {
        double noise = GRADIENT * largest(gradient);
        double move = 0;
        for (int i = 0; i < before.length; i++) {
            move = Math.max(move, Math.abs(expected[i] - before[i]));
        }
        int compared = 0;
        for (int i = 0; i < before.length; i++) {
            if (Math.abs(gradient[i]) >= noise) {
                compared++;
                // Parameters of size 0.1 to 1 carry 2^-24 of rounding each, and a gradient tensor is known to 1e-4.
                assertThat((double) actual[i] - before[i])
                        .as("update of %s[%d]", name, i)
                        .isCloseTo(expected[i] - before[i], within(2e-3 * move));
            }
        }
        assertThat(compared).as("elements of %s compared", name).isGreaterThan(before.length / 2);
    }

    private static List<float[]> split(float[] values, int batch) {
        int size = values.length / batch;
        List<float[]> samples = new ArrayList<>();
        for (int b = 0; b < batch; b++) {
            samples.add(Arrays.copyOfRange(values, b * size, (b + 1) * size));
        }
        return samples;
    }

    private static float[] join(List<float[]> samples) {
        int size = samples.get(0).length;
        float[] values = new float[samples.size() * size];
        for (int b = 0; b < samples.size(); b++) {
            System.arraycopy(samples.get(b), 0, values, b * size, size);
        }
        return values;
    }

    private static double largest(float[] values) {
        double largest = 0;
        for (float value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }
}
