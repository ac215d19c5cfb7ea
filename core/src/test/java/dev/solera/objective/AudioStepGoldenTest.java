package dev.solera.objective;

import dev.solera.definition.ActivationShape;
import dev.solera.layer.Conv1dLayer;
import dev.solera.layer.GruLayer;
import dev.solera.layer.TimeBase;
import dev.solera.pipeline.ModuleDefinition;
import dev.solera.pipeline.Stage;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One training step equals the paper authors' own: output, loss, every gradient, every parameter after it. */
class AudioStepGoldenTest {

    static List<GoldenFile> convolutions() throws IOException {
        return GoldenFile.ofKind("audio-conv");
    }

    static List<GoldenFile> recurrent() throws IOException {
        return GoldenFile.ofKind("audio-gru");
    }

    @ParameterizedTest
    @MethodSource("convolutions")
    void shouldEqualTheAuthorsStepWhenTheModuleIsAConvolution(GoldenFile golden) {
        // given
        var layer = new Conv1dLayer(
                golden.number("hidden"), golden.number("kernel"), golden.number("stride"), golden.number("padding"));
        var definition = new ModuleDefinition(List.of(layer), Optional.empty(), loss(golden), 1, Optional.empty());
        Map<String, List<String>> names = new LinkedHashMap<>();
        names.put("encoder.0.weight", List.of("encoder.model.layer 0.0.weight"));
        names.put("encoder.0.bias", List.of("encoder.model.layer 0.0.bias"));
        names.put("predictor.weight", List.of("loss.predictor.weight"));

        // when, then
        check(golden, definition, names, "output");
    }

    @ParameterizedTest
    @MethodSource("recurrent")
    void shouldEqualTheAuthorsStepWhenTheModuleIsAGru(GoldenFile golden) {
        // given
        var definition = new ModuleDefinition(
                List.of(), Optional.of(new GruLayer(golden.number("recurrent"))), loss(golden), 1, Optional.empty());
        Map<String, List<String>> names = new LinkedHashMap<>();
        for (String name : List.of("weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0")) {
            names.put("context." + name, List.of("autoregressor.gru." + name));
        }
        names.put("predictor.weight", List.of("loss.predictor.weight"));

        // when, then
        check(golden, definition, names, "context");
    }

    private static InfoNceDefinition loss(GoldenFile golden) {
        var negatives =
                new NegativesDefinition(NegativesDefinition.Form.PER_POSITION, golden.number("negative_samples"), null);
        return new InfoNceDefinition(golden.number("prediction_steps"), negatives, Integer.MAX_VALUE, false, null);
    }

    private static void check(
            GoldenFile golden, ModuleDefinition definition, Map<String, List<String>> names, String output) {
        int batch = golden.number("batch");
        int steps = golden.dimension(output, 2);
        var input = ActivationShape.sequence(golden.dimension("input", 1), golden.dimension("input", 2));
        int[] valid = new int[batch];
        Arrays.fill(valid, steps);
        var plan = new LossPlan(steps, new int[batch], valid, golden.number("prediction_steps"), perPosition(golden));

        float[] outputs = new GoldenStep(golden, definition, new Stage(input, Optional.of(TimeBase.INPUT)), names)
                .check(
                        (objective, samples) -> ((InfoNceObjective) objective).planned(samples, plan),
                        (parameters, samples) -> Map.of());

        GoldenStep.assertClose(output, outputs, golden.floats(output));
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
}
