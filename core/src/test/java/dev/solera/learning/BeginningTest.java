package dev.solera.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.solera.definition.InvalidDefinitionException;
import dev.solera.encoder.Parameter;
import dev.solera.engine.ComputeDevice;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is taken over from an earlier run, and what is refused. */
class BeginningTest {

    private static final String YAML = """
            pipeline: small
            input: {kind: audio, sample-rate: 8000, window: 640}
            batch: 4
            learning-rate: 1e-3
            seed: 11
            loss: {prediction-steps: 3, sub-window: 24, negatives: {form: shared, count: 16}}
            modules:
              - encoder: [{channels: 8, kernel: 10, stride: 5, padding: 2}]
              - context: {hidden: 6}
            """;

    private final PipelineDefinition earlier = PipelineDefinitions.parse(YAML);
    private final Beginning beginning =
            new Beginning("runs/first", Map.of(1, parameters(earlier, 1), 2, parameters(earlier, 2)));

    @Test
    void shouldTakeEverythingOverWhenTheModuleIsTheSame() {
        PipelineDefinition later = PipelineDefinitions.parse(YAML.replace("seed: 11", "seed: 12"));

        Map<String, float[]> begun = begin(later);

        Bits.assertEqual(begun, begin(earlier));
        assertThat(begun.get("encoder.0.weight")).isNotEqualTo(drawn(later).get("encoder.0.weight"));
    }

    @Test
    void shouldDrawWhatTheEarlierObjectiveHadNot() {
        PipelineDefinition later =
                PipelineDefinitions.parse(YAML.replace("seed: 11", "seed: 12") + "baseline: greedy-supervised:digit:3");

        Map<String, float[]> begun = begin(later);

        assertThat(begun.get("encoder.0.weight")).isEqualTo(begin(earlier).get("encoder.0.weight"));
        assertThat(begun.get("classifier.weight")).isEqualTo(drawn(later).get("classifier.weight"));
    }

    @Test
    void shouldDrawAPredictorWhenItPredictsMoreSteps() {
        PipelineDefinition later = PipelineDefinitions.parse(YAML.replace("steps: 3", "steps: 4"));

        assertThat(begin(later).get("predictor.weight")).isEqualTo(drawn(later).get("predictor.weight"));
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "channels: 8 | channels: 9 | encoder.0.weight of module 1 in runs/first is [8, 1, 10]; allowed: [9, 1, 10], as"
                        + " the module has here",
                "padding: 2}] | padding: 2}, {channels: 8, kernel: 1, stride: 1, padding: 0}] | encoder.1.weight of module 1 in"
                        + " runs/first is missing; allowed: [8, 8, 1], as the module has here",
                "context: {hidden: 6} | encoder: [{layer: gru, hidden: 6}] | encoder.0.weight_ih_l0 of module 2 in runs/first is"
                        + " missing; allowed: [18, 8], as the module has here"
            })
    void shouldRefuseWhatIsTakenOverWhenLayersDiffer(String before, String after, String message) {
        PipelineDefinition later = PipelineDefinitions.parse(YAML.replace(before, after));

        assertThatThrownBy(() -> beginning.requireFits(later))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessage(message);
    }

    @Test
    void shouldRefuseWhatIsTakenOverWhenItHasLayersMore() {
        PipelineDefinition deeper = PipelineDefinitions.parse(
                YAML.replace("padding: 2}]", "padding: 2}, {channels: 8, kernel: 1, stride: 1, padding: 0}]"));
        Beginning from = new Beginning("runs/first", Map.of(1, parameters(deeper, 1)));

        assertThatThrownBy(() -> LearningModule.beginning(earlier, 1, from, ComputeDevice.CPU))
                .hasMessage(
                        "network of module 1 in runs/first is one with encoder.1.bias; allowed: the layers that the module"
                                + " has here");
    }

    private Map<String, float[]> begin(PipelineDefinition later) {
        try (LearningModule module = LearningModule.beginning(later, 1, beginning, ComputeDevice.CPU)) {
            return Bits.of(module);
        }
    }

    private static Map<String, float[]> drawn(PipelineDefinition pipeline) {
        try (LearningModule module = LearningModule.initial(pipeline, 1)) {
            return Bits.of(module);
        }
    }

    private static Map<String, Parameter> parameters(PipelineDefinition pipeline, int number) {
        try (LearningModule module = LearningModule.initial(pipeline, number)) {
            return module.parameters();
        }
    }
}
