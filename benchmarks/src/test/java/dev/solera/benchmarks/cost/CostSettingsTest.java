package dev.solera.benchmarks.cost;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CostSettingsTest {

    @Test
    void shouldKnowTheIntervalThatServicesHaveWhereNothingIsSet() {
        assertThat(CostSettings.INTERVAL).isEqualTo(Duration.ofSeconds(15));
    }
}
