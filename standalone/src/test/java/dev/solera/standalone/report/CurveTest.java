package dev.solera.standalone.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CurveTest {

    @Test
    void shouldKeepEveryPointWhileThereIsRoom() {
        // given
        Curve curve = new Curve(4);

        // when
        curve.add(1, 10);
        curve.add(2, 20);
        curve.add(3, 40);

        // then
        assertThat(curve.x()).containsExactly(1, 2, 3);
        assertThat(curve.y()).containsExactly(10, 20, 40);
    }

    @Test
    void shouldStayShortAndKeepItsMeanWhenItGrows() {
        // given
        Curve curve = new Curve(8);

        // when
        for (int i = 0; i < 1024; i++) {
            curve.add(i, i % 2);
        }

        // then
        assertThat(curve.x()).hasSizeLessThan(8).isSorted();
        assertThat(curve.y()).containsOnly(0.5);
    }

    @Test
    void shouldAverageWithNeighboursWhenSmoothed() {
        // given
        Curve curve = new Curve(8);
        for (double y : new double[] {0, 3, 6, 0, 0}) {
            curve.add(curve.x().length, y);
        }

        // then
        assertThat(curve.smoothed(1)).containsExactly(0, 3, 3, 2, 0.0);
    }
}
