package dev.solera.benchmarks.cost;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CostReportTest {

    private static final List<CostReport.Pair> ALIKE =
            List.of(pair(0.999, 1.000), pair(1.001, 1.000), pair(1.000, 1.001));

    @Test
    void shouldFindNothingWhenAllIsWithinTheBound() {
        // given: 0.28 and 0.27 s of 15 s are 1.87 % and 1.80 % of one processor, 1.83 % of two
        CostReport report = new CostReport(List.of(direct(1, 280), direct(2, 270)), ALIKE, 2);

        // when, then
        assertThat(report.faults()).isEmpty();
        assertThat(report.lines()).anyMatch(line -> line.contains("largest 1.87 % of a processor; all modules 1.83 %"));
    }

    @Test
    void shouldFindAModuleThatWouldLoseMoreThanTheBoundByItself() {
        // given
        CostReport report = new CostReport(List.of(direct(1, 310), direct(2, 10)), ALIKE, 2);

        // when, then
        assertThat(report.faults()).containsExactly("checkpoints of one module take 2.07 % of a processor");
    }

    @Test
    void shouldFindModulesThatTogetherTakeMoreThanTheBoundOfTheMachine() {
        // given
        CostReport report = new CostReport(List.of(direct(1, 250), direct(2, 250), direct(3, 250)), ALIKE, 2);

        // when, then
        assertThat(report.faults()).containsExactly("checkpoints of all modules take 2.50 % of 2 processors");
    }

    @Test
    void shouldFindALossOfThroughputThatNoiseDoesNotExplain() {
        // given
        List<CostReport.Pair> slower = List.of(pair(0.950, 1.000), pair(0.952, 1.001), pair(0.951, 0.999));
        CostReport report = new CostReport(List.of(direct(1, 10)), slower, 2);

        // when, then
        assertThat(report.faults()).hasSize(2);
        assertThat(report.faults().get(0)).startsWith("throughput is 0.951 (");
        assertThat(report.faults().get(1)).startsWith("processor time a step is 1.05");
    }

    private static DirectCost direct(int module, long millis) {
        return new DirectCost(module, 1 << 20, Duration.ofMillis(3), Duration.ofMillis(millis));
    }

    private static CostReport.Pair pair(double with, double without) {
        return new CostReport.Pair(window(with), window(without));
    }

    /** Two processors that are always busy. */
    private static Window window(double stepsPerSecond) {
        return new Window(stepsPerSecond, 2 / stepsPerSecond, new Usage(Map.of(), List.of(), Map.of()));
    }
}
