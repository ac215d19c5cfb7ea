package dev.solera.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.solera.definition.ActivationShape;
import dev.solera.encoder.Architecture;
import dev.solera.layer.Conv1dLayer;
import dev.solera.layer.GruLayer;
import dev.solera.layer.TimeBase;
import dev.solera.learning.OneStep;
import dev.solera.pipeline.ModuleDefinition;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One training step equals the paper authors' own: output, loss, every gradient, every parameter after it. */
class AudioStepGoldenTest {

    private static final double LOSS = 1e-5;
    private static final double GRADIENT = 1e-4;

    static List<GoldenFile> convolutions() throws IOException {
        return GoldenFile.audio("audio-conv");
    }

    static List<GoldenFile> recurrent() throws IOException {
        return GoldenFile.audio("audio-gru");
    }

    @ParameterizedTest
    @MethodSource("convolutions")
    void shouldEqualTheAuthorsStepWhenTheModuleIsAConvolution(GoldenFile golden) {
        // given
        var layer = new Conv1dLayer(
                golden.number("hidden"), golden.number("kernel"), golden.number("stride"), golden.number("padding"));
        var definition = new ModuleDefinition(List.of(layer), Optional.empty(), loss(golden), 1);
        Map<String, String> names = new LinkedHashMap<>();
        names.put("encoder.0.weight", "encoder.model.layer 0.0.weight");
        names.put("encoder.0.bias", "encoder.model.layer 0.0.bias");
        names.put("predictor.weight", "loss.predictor.weight");

        // when, then
        check(golden, definition, names, "output", golden.dimension("output", 2));
    }

    @ParameterizedTest
    @MethodSource("recurrent")
    void shouldEqualTheAuthorsStepWhenTheModuleIsAGru(GoldenFile golden) {
        // given
        var definition =
                new ModuleDefinition(List.of(), Optional.of(new GruLayer(golden.number("recurrent"))), loss(golden), 1);
        Map<String, String> names = new LinkedHashMap<>();
        for (String name : List.of("weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0")) {
            names.put("context." + name, "autoregressor.gru." + name);
        }
        names.put("predictor.weight", "loss.predictor.weight");

        // when, then
        check(golden, definition, names, "context", golden.dimension("context", 2));
    }

    private static InfoNceDefinition loss(GoldenFile golden) {
        var negatives =
                new NegativesDefinition(NegativesDefinition.Form.PER_POSITION, golden.number("negative_samples"), null);
        return new InfoNceDefinition(golden.number("prediction_steps"), negatives, Integer.MAX_VALUE, false);
    }

    private static void check(
            GoldenFile golden, ModuleDefinition definition, Map<String, String> names, String output, int steps) {
        int batch = golden.number("batch");
        var input = ActivationShape.sequence(golden.dimension("input", 1), golden.dimension("input", 2));
        Map<String, float[]> before = new LinkedHashMap<>();
        names.forEach((ours, theirs) -> before.put(ours, golden.floats("before." + theirs)));
        int[] valid = new int[batch];
        Arrays.fill(valid, steps);
        var plan = new LossPlan(steps, new int[batch], valid, golden.number("prediction_steps"), perPosition(golden));

        List<float[]> samples = split(golden.floats("input"), batch);

        // when
        OneStep step = OneStep.of(
                definition,
                new Architecture(input, Optional.of(TimeBase.INPUT), definition.encoder(), definition.context()),
                golden.decimal("lr"),
                before,
                batch,
                objective -> ((InfoNceObjective) objective).planned(samples, plan));

        // then
        double loss = golden.floats("loss")[0];
        assertThat(step.result().loss()).isCloseTo(loss, within(LOSS * loss));
        assertClose("output", join(step.result().outputs()), golden.floats(output));
        names.forEach((ours, theirs) -> {
            float[] expected = golden.floats("grad." + theirs);
            assertClose("gradient of " + ours, step.gradients().get(ours), expected);
            assertUpdate(ours, expected, before.get(ours), step.after().get(ours), golden.floats("after." + theirs));
        });
    }

    /** Every element within 1e-4 of the largest. */
    private static void assertClose(String what, float[] actual, float[] expected) {
        double bound = GRADIENT * largest(expected);
        assertThat(actual).as(what).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            assertThat((double) actual[i]).as("%s[%d]", what, i).isCloseTo(expected[i], within(bound));
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

    private static Negatives perPosition(GoldenFile golden) {
        long[] flat = golden.longs("negatives");
        int count = golden.dimension("negatives", 0);
        int length = golden.dimension("negatives", 1);
        int[][] rows = new int[count][length];
        for (int i = 0; i < flat.length; i++) {
            rows[i / length][i % length] = Math.toIntExact(flat[i]);
        }
        return new Negatives.PerPosition(rows);
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
