package dev.solera.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.solera.definition.InvalidDefinitionException;
import dev.solera.objective.ScoreDefinition.Form;
import dev.solera.pipeline.Identity;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a definition spells a score, and what it decides. */
class ScoreDefinitionTest {

    private static final String YAML = """
            pipeline: small
            input: {kind: audio, sample-rate: 8000, window: 640}
            batch: 4
            learning-rate: 1e-3
            seed: 11
            loss: {prediction-steps: 3, sub-window: 24, negatives: {form: shared, count: 16}%s}
            modules:
              - encoder: [{channels: 8, kernel: 10, stride: 5, padding: 2}]
              - encoder: [{channels: 8, kernel: 8, stride: 4, padding: 2}]
                loss: {prediction-steps: 2%s}
            """;

    private static final String COSINE = ", score: {form: cosine, temperature: 0.2}";

    @Test
    void shouldBeTheAuthorsWhereNothingIsSaidAndLeaveTheIdentityAsItWas() {
        PipelineDefinition unsaid = definition("", "");

        assertThat(score(unsaid, 1)).isEqualTo(new ScoreDefinition(Form.LOG_BILINEAR, null));
        assertThat(Identity.of(definition(", score: {form: log-bilinear}", ""))).isEqualTo(Identity.of(unsaid));
    }

    @Test
    void shouldDecideTheIdentity() {
        assertThat(Identity.of(definition(COSINE, "")))
                .isNotEqualTo(Identity.of(definition("", "")))
                .isNotEqualTo(Identity.of(definition(", score: {form: cosine}", "")));
    }

    @Test
    void shouldHaveATemperatureWhereNoneIsSaid() {
        assertThat(score(definition(", score: {form: cosine}", ""), 1))
                .isEqualTo(new ScoreDefinition(Form.COSINE, 0.1));
    }

    @Test
    void shouldBeAModulesOwnWhole() {
        // when
        PipelineDefinition definition = definition(COSINE, ", score: {form: log-bilinear}");
        PipelineDefinition hotter = definition(COSINE, ", score: {temperature: 0.5}");

        // then
        assertThat(score(definition, 1)).isEqualTo(new ScoreDefinition(Form.COSINE, 0.2));
        assertThat(score(definition, 2)).isEqualTo(new ScoreDefinition(Form.LOG_BILINEAR, null));
        assertThat(score(hotter, 2)).isEqualTo(new ScoreDefinition(Form.COSINE, 0.5));
        assertThat(PipelineDefinitions.parse(PipelineDefinitions.format(definition)))
                .isEqualTo(definition);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "{temperature: 0.1} | form is missing; allowed: log-bilinear, cosine",
                "{form: dot} | form is dot; allowed: log-bilinear, cosine",
                "{form: cosine, temperature: 0.0} | temperature is 0.0; allowed: 0.01 to 100",
                "{form: cosine, temperature: 1e3} | temperature is 1000.0; allowed: 0.01 to 100",
                "{form: cosine, temperature: warm} | temperature is missing or not a number",
                "{form: log-bilinear, temperature: 0.1} | temperature is 0.1; allowed: nothing, where form is log-bilinear; score={form: log-bilinear} leaves it out",
                "{form: cosine, tau: 0.1} | tau is unknown; allowed: form, temperature",
            })
    void shouldNameKeyValueAndWhatIsAllowedWhenItIsWrong(String score, String message) {
        assertThatThrownBy(() -> definition(", score: " + score, ""))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessageContaining(message);
    }

    private static ScoreDefinition score(PipelineDefinition definition, int module) {
        return ((InfoNceDefinition) definition.module(module).loss()).score();
    }

    private static PipelineDefinition definition(String shared, String own) {
        return PipelineDefinitions.parse(YAML.formatted(shared, own));
    }
}
