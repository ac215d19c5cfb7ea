package dev.solera.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.solera.stream.TelemetryEvent;
import org.junit.jupiter.api.Test;

class StepLogTest {

    private final StepLog log = new StepLog(2);

    @Test
    void shouldTakeTheSlowestModuleAsTheStepThatAllHaveMade() {
        // given
        step(1, 5, 1000);
        long none = log.everywhere();

        // when
        step(2, 3, 1100);

        // then
        assertThat(none).isZero();
        assertThat(log.everywhere()).isEqualTo(3);
    }

    @Test
    void shouldCountWholeStepsWithinAWindow() {
        // given: two a second, and four a second
        for (int n = 0; n <= 20; n++) {
            step(1, n, 1000 + 500 * n);
            step(2, n, 1000 + 250 * n);
        }

        // when: neither border is that of a step
        double rate = log.rate(2100, 5100);

        // then
        assertThat(rate).isCloseTo(3.0, within(1e-9));
    }

    @Test
    void shouldCountTheTimeThatAModuleTrainsWithinAWindow() {
        // given steps that train a quarter of a second each, of which the window's first had begun before it
        for (int n = 0; n <= 20; n++) {
            step(1, n, 1000 + 500 * n);
            step(2, n, 1000 + 250 * n);
        }

        // when, then
        assertThat(log.busy(2100, 5100)).containsExactly(0.5, 1.0);
    }

    @Test
    void shouldRefuseAWindowThatIsTooShort() {
        // given
        step(1, 1, 1000);
        step(2, 1, 1000);

        // when, then
        assertThatThrownBy(() -> log.rate(0, 2000)).hasMessageContaining("steps in a window are 1; allowed: 2 or more");
    }

    @Test
    void shouldNameTheServiceThatFailed() {
        // given
        log.accept(new TelemetryEvent.Failed("run", 1, "module-2", "disk is on fire"));

        // when, then
        assertThatThrownBy(log::requireSound).hasMessage("module-2 failed: disk is on fire");
    }

    private void step(int module, long step, long time) {
        log.accept(new TelemetryEvent.Step("run", time, module, step, 8 * step, 1, 1, 0, 0, 0.25, 0, 0, 0, 0, 0));
    }
}
