package dev.solera.harness.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.engine.ComputeDevice;
import dev.solera.learning.ChosenProducts;
import dev.solera.pipeline.Arithmetic;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChaosSettingsTest {

    @Test
    void shouldDecideTheArithmeticThatADefinitionLeavesOpen() {
        // given
        PipelineDefinition open = PipelineDefinitions.load("speech-small").computedIn(Arithmetic.AUTO);

        // when
        var settings = new ChaosSettings(
                open, Map.of(), 10, 5, 2, Duration.ofSeconds(1), Duration.ofMinutes(1), List.of(), Path.of("nowhere"));

        // then: services refuse one that is open
        assertThat(settings.definition())
                .isEqualTo(ChosenProducts.resolve(open, ComputeDevice.CPU))
                .isNotEqualTo(open);
        assertThat(settings.processes().definition()).isEqualTo(settings.definition());
    }
}
