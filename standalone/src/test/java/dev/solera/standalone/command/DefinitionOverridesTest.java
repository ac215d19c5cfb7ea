package dev.solera.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.solera.definition.InvalidDefinitionException;
import dev.solera.objective.InfoNceDefinition;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import dev.solera.pipeline.ShortClips;
import dev.solera.pipeline.WireDefinition.Precision;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DefinitionOverridesTest {

    @Test
    void shouldBeTheDefinitionItselfWhenNothingIsSet() {
        assertThat(DefinitionOverrides.load("speech", Map.of())).isEqualTo(PipelineDefinitions.load("speech"));
    }

    @Test
    void shouldSetKeysAtAnyDepth() {
        // when
        PipelineDefinition definition = DefinitionOverrides.load(
                "speech",
                Map.of(
                        "batch", "4",
                        "wire.precision", "int8",
                        "input.short-clips", "join-within:speaker",
                        "modules[0].encoder[0].channels", "96"));

        // then
        assertThat(definition.batch()).isEqualTo(4);
        assertThat(definition.wire().precision()).isEqualTo(Precision.INT8);
        assertThat(definition.audio().shortClips()).isEqualTo(ShortClips.joinWithin("speaker"));
        assertThat(definition.stages().get(1).shape().channels()).isEqualTo(96);
    }

    @Test
    void shouldSetTheDefaultOfEveryModuleWhenTheKeyStandsAtTheTop() {
        // when
        PipelineDefinition definition = DefinitionOverrides.load("speech", Map.of("loss.negatives.count", "64"));

        // then
        assertThat(definition.modules())
                .allSatisfy(module -> assertThat(
                                ((InfoNceDefinition) module.loss()).negatives().count())
                        .isEqualTo(64));
    }

    @Test
    void shouldSetAKeyOfEveryElementWhenTheIndexIsAnAsterisk() {
        // when
        PipelineDefinition definition =
                DefinitionOverrides.load("speech-small", Map.of("modules[*].encoder[*].channels", "32"));

        // then
        assertThat(definition.stages().subList(1, 6))
                .allSatisfy(stage -> assertThat(stage.shape().channels()).isEqualTo(32));
        assertThat(definition.stages().get(6).shape().channels()).isEqualTo(64);
    }

    @Test
    void shouldSetOneElementAloneWhenAllHaveBeenSetBefore() {
        // given
        Map<String, String> overrides = new LinkedHashMap<>();
        overrides.put("modules[*].loss.negatives", "{form: shared, count: 64}");
        overrides.put("modules[0].loss.negatives.count", "8");

        // when
        PipelineDefinition definition = DefinitionOverrides.load("speech-small", overrides);

        // then
        assertThat(definition.modules())
                .extracting(module ->
                        ((InfoNceDefinition) module.loss()).negatives().count())
                .containsExactly(8, 64, 64, 64, 64, 64);
    }

    @Test
    void shouldSayHowAFormIsSetThatHasNoTemperatureWhenThereIsOne() {
        assertThatThrownBy(() -> DefinitionOverrides.load("speech-cosine", Map.of("loss.score.form", "log-bilinear")))
                .hasMessage("modules[0].loss.score.temperature is 0.1; allowed: nothing, where form is log-bilinear;"
                        + " score={form: log-bilinear} leaves it out");
        assertThat(DefinitionOverrides.load("speech-cosine", Map.of("loss.score", "{form: log-bilinear}"))
                        .modules())
                .extracting(
                        module -> ((InfoNceDefinition) module.loss()).score().temperature())
                .containsOnlyNulls();
    }

    @Test
    void shouldTakeASchedulesKeysOneByOneOrTogether() {
        // given
        Map<String, String> keys = new LinkedHashMap<>();
        keys.put("learning-rate.warm-up", "200");
        keys.put("learning-rate.decay", "cosine");
        keys.put("learning-rate.samples", "24000");

        // when
        PipelineDefinition oneByOne = DefinitionOverrides.load("speech-small", keys);
        PipelineDefinition together = DefinitionOverrides.load(
                "speech-small", Map.of("learning-rate", "{peak: 1e-3, warm-up: 200, decay: cosine, samples: 24000}"));
        keys.put("learning-rate.peak", "2e-3");

        // then
        Map<String, String> ofAModule = new LinkedHashMap<>();
        ofAModule.put("modules[1].learning-rate", "5e-4");
        ofAModule.put("modules[1].learning-rate.warm-up", "200");
        double rate = PipelineDefinitions.load("speech-small").learningRate().peak();
        assertThat(oneByOne.learningRate().peak()).isEqualTo(rate);
        assertThat(oneByOne.learningRate()).isEqualTo(together.learningRate());
        assertThat(oneByOne.learningRate().at(24_000)).isEqualTo(rate / 100);
        assertThat(DefinitionOverrides.load("speech-small", keys).learningRate().at(200))
                .isEqualTo(2e-3);
        assertThat(DefinitionOverrides.load("speech-small", ofAModule)
                        .learningRate(2)
                        .at(100))
                .isEqualTo(2.5e-4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"modules[*]", "modules[*].decoder[*].channels", "batch[*].x", "modules[*].encoder.norm"})
    void shouldRefuseAnAsteriskWhenNothingIsThere(String key) {
        assertThatThrownBy(() -> DefinitionOverrides.load("speech-small", Map.of(key, "1")))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessageStartingWith("--set is " + key);
    }
}
