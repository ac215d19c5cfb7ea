package dev.solera.benchmarks.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.solera.benchmarks.measure.BrokerDisk;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;

class SoakReportTest {

    private static final long MIB = 1 << 20;
    private static final PipelineDefinition DEFINITION = PipelineDefinitions.load("speech-small");
    private static final SoakSettings SETTINGS = new SoakSettings(DEFINITION, 10_000, 1000, Path.of("nowhere"));

    @Test
    void shouldHoldWhenAModuleEndsWithinTheBound() {
        // given: 600 MiB, then 611
        SoakReport report = report(step -> step < 5000 ? 600 * MIB : 611 * MIB, step -> 400 * MIB);

        // when, then
        assertThat(report.holds()).isTrue();
        assertThat(report.memory("module-1").ratio()).isBetween(1.018, 1.019);
        assertThat(report.lines())
                .anyMatch(line -> line.contains("module-1") && line.endsWith("within 1.02, as asked"));
    }

    @Test
    void shouldNotHoldWhenAModuleEndsAboveTheBound() {
        // given
        SoakReport report = report(step -> step < 5000 ? 600 * MIB : 613 * MIB, step -> 400 * MIB);

        // when, then
        assertThat(report.holds()).isFalse();
        assertThat(report.lines()).anyMatch(line -> line.contains("module-1") && line.endsWith("above 1.02, as asked"));
    }

    @Test
    void shouldHoldAndTellWhenAServiceGrowsOfWhichThatIsNotAsked() {
        // given
        SoakReport report = report(step -> 600 * MIB, step -> 400 * MIB + step * 1024);

        // when, then
        assertThat(report.holds()).isTrue();
        assertThat(report.lines()).anyMatch(line -> line.contains("probe") && line.endsWith("above 1.02 (not asked)"));
    }

    @Test
    void shouldTakeMediansSoThatOneReadingDoesNotDecide() {
        // given: a single reading at the very end that is far off
        SoakReport report = report(step -> step == 10_000 ? 900 * MIB : 600 * MIB, step -> 400 * MIB);

        // when, then
        assertThat(report.memory("module-1")).isEqualTo(new Growth(600 * MIB, 600 * MIB, 900 * MIB));
    }

    @Test
    void shouldNotCountWhatWasBeforeTheBaseline() {
        // given
        SoakReport report = report(step -> step < 1000 ? 900 * MIB : 600 * MIB, step -> 400 * MIB);

        // when, then
        assertThat(report.memory("module-1").max()).isEqualTo(600 * MIB);
    }

    @Test
    void shouldRefuseAnEndBeforeTwiceTheBaseline() {
        assertThatThrownBy(() -> new SoakSettings(DEFINITION, 1999, 1000, Path.of("nowhere")))
                .hasMessage("--steps is 1999; allowed: twice --baseline, which is 1000, or more");
    }

    private static SoakReport report(LongUnaryOperator module, LongUnaryOperator probe) {
        List<Reading> readings = new ArrayList<>();
        for (long step = 0; step <= 10_000; step += 20) {
            Map<String, Long> resident = Map.of("module-1", module.applyAsLong(step), "probe", probe.applyAsLong(step));
            readings.add(new Reading(step, step / 10.0, new TreeMap<>(resident), new BrokerDisk(step, 1, 2)));
        }
        Map<String, Long> heap = Map.of("module-1", 30 * MIB, "probe", 20 * MIB);
        return new SoakReport(SETTINGS, readings, heap, heap);
    }
}
