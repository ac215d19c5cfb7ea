package dev.solera.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.solera.definition.InvalidDefinitionException;
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
    void shouldGiveEveryProbeTheSameBudgetWhenNothingIsSet() {
        assertThat(bound().budget()).isEqualTo(new ProbeBudget(1e-3, 200));
    }

    @ParameterizedTest
    @CsvSource({
        "frames-per-sample, 0, 'solera.probe.frames-per-sample is 0; allowed: 1 or more'",
        "l2, -1, 'solera.probe.l2 is -1.0; allowed: 0 or more'",
        "iterations, 0, 'solera.probe.iterations is 0; allowed: 1 or more'",
        "validation-folds, 1, 'solera.probe.validation-folds is 1; allowed: 0, or 2 or more'",
        "window, 0, 'solera.probe.window is 0; allowed: 1 or more'",
        "share, 0, 'solera.probe.share is 0.0; allowed: above 0, to 1'",
        "share, 1.5, 'solera.probe.share is 1.5; allowed: above 0, to 1'",
        "memory, 0, 'solera.probe.memory is 0; allowed: 1 or more'",
        "kept, 0B, 'solera.probe.kept is 0B; allowed: 1B or more'",
        "report-every, 1ms, 'solera.probe.report-every is PT0.001S; allowed: 100ms or more'"
    })
    void shouldRefuseInOneLineWhenSettingIsWrong(String key, String value, String message) {
        assertThatThrownBy(() -> bound(key, value))
                .rootCause()
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessage(message);
    }
}
