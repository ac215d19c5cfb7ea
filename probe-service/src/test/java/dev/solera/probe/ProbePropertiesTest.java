package dev.solera.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.solera.definition.InvalidDefinitionException;
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

    @Test
    void shouldWatchTopAloneWhenNothingIsSet() {
        assertThat(bound().rollingDepths(Placement.apart(6))).containsExactly(6);
        assertThat(bound().budget()).isEqualTo(new ProbeBudget(1e-3, 200));
    }

    @Test
    void shouldWatchEveryDepthWhenAllIsSet() {
        assertThat(bound("stages", "all").rollingDepths(Placement.apart(3))).containsExactly(0, 1, 2, 3);
        assertThat(bound("stages", "all").rollingDepths(Placement.parse("1-2,3")))
                .containsExactly(0, 2, 3);
    }

    @ParameterizedTest
    @CsvSource({
        "stages, bottom, 'solera.probe.stages is bottom; allowed: top, all'",
        "frames-per-sample, 0, 'solera.probe.frames-per-sample is 0; allowed: 1 or more'",
        "l2, -1, 'solera.probe.l2 is -1.0; allowed: 0 or more'",
        "iterations, 0, 'solera.probe.iterations is 0; allowed: 1 or more'",
        "validation-folds, 1, 'solera.probe.validation-folds is 1; allowed: 0, or 2 or more'",
        "window, 0, 'solera.probe.window is 0; allowed: 1 or more'",
        "rolling-rate, 0, 'solera.probe.rolling-rate is 0.0; allowed: more than 0, up to 1'",
        "report-every, 1ms, 'solera.probe.report-every is PT0.001S; allowed: 100ms or more'"
    })
    void shouldRefuseInOneLineWhenSettingIsWrong(String key, String value, String message) {
        assertThatThrownBy(() -> bound(key, value))
                .rootCause()
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessage(message);
    }
}
