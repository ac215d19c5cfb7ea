package dev.solera.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.objective.InfoNceDefinition;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import dev.solera.pipeline.ShortClips;
import dev.solera.pipeline.WireDefinition.Precision;
import java.util.Map;
import org.junit.jupiter.api.Test;

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
}
