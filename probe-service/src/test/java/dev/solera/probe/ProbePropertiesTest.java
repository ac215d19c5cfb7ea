package dev.solera.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.solera.definition.InvalidDefinitionException;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import dev.solera.pipeline.Placement;
import dev.solera.probe.classifier.ProbeBudget;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class ProbePropertiesTest {

    /** Settings as they are bound from {@code key, value, ...}, else the defaults. */
    static ProbeProperties bound(String... pairs) {
        var source = new MapConfigurationPropertySource();
        for (int i = 0; i < pairs.length; i += 2) {
            source.put("solera.probe." + pairs[i], pairs[i + 1]);
        }
        return new Binder(source).bindOrCreate("solera.probe", ProbeProperties.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            speech-small | 0 1 2 3 4 5 6
            speech       | 0 3 4 5 6
            vision-small | 0 1 2 3
            vision       | 0 3
            """)
    void shouldWatchWhereSamplesAreSmallWhenNothingIsSet(String pipeline, String depths) {
        assertThat(bound().rollingDepths(PipelineDefinitions.load(pipeline)))
                .extracting(String::valueOf)
                .containsExactly(depths.split(" "));
        assertThat(bound().budget()).isEqualTo(new ProbeBudget(1e-3, 200));
    }

    @Test
    void shouldWatchTheDepthsThatAreAskedForAmongThoseThatHaveATopic() {
        PipelineDefinition speech = PipelineDefinitions.load("speech");

        assertThat(bound("stages", "top").rollingDepths(speech)).containsExactly(6);
        assertThat(bound("stages", "all").rollingDepths(speech)).containsExactly(0, 1, 2, 3, 4, 5, 6);
        assertThat(bound("stages", "all").rollingDepths(speech.placed(Placement.parse("1-2,3-6"))))
                .containsExactly(0, 2, 6);
    }

    @ParameterizedTest
    @CsvSource({
        "stages, bottom, 'solera.probe.stages is bottom; allowed: cheap, top, all'",
        "frames-per-sample, 0, 'solera.probe.frames-per-sample is 0; allowed: 1 or more'",
        "l2, -1, 'solera.probe.l2 is -1.0; allowed: 0 or more'",
        "iterations, 0, 'solera.probe.iterations is 0; allowed: 1 or more'",
        "validation-folds, 1, 'solera.probe.validation-folds is 1; allowed: 0, or 2 or more'",
        "window, 0, 'solera.probe.window is 0; allowed: 1 or more'",
        "memory, 0, 'solera.probe.memory is 0; allowed: 1 or more'",
        "report-every, 1ms, 'solera.probe.report-every is PT0.001S; allowed: 100ms or more'"
    })
    void shouldRefuseInOneLineWhenSettingIsWrong(String key, String value, String message) {
        assertThatThrownBy(() -> bound(key, value))
                .rootCause()
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessage(message);
    }
}
