package dev.solera.probe.rolling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.solera.probe.accuracy.Interval;
import dev.solera.probe.accuracy.Tally;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RollingProbeTest {

    private static final int WIDTH = 16;

    @Test
    void shouldLearnAndFollowWhenFeaturesDrift() {
        // given five classes whose corners turn over slowly, as features do while modules learn
        long seed = 21;
        SplittableRandom random = new SplittableRandom(seed);
        RollingProbe probe = new RollingProbe(WIDTH, 500, 0.2);

        // when
        for (int i = 0; i < 8000; i++) {
            int label = random.nextInt(5);
            float[] row = row(random, label, 4, 1 - i / 4000.0);
            if (i % 4 == 0) {
                probe.count(Tally.of(probe.isRight(row, label)));
            } else {
                probe.learn(row, label);
            }
        }

        // then
        assertThat(probe.score().fraction()).as("seed %d", seed).isGreaterThan(0.9);
        assertThat(probe.classes()).isEqualTo(5);
    }

    @Test
    void shouldStayAtChanceWhenFeaturesSayNothing() {
        // given
        long seed = 22;
        SplittableRandom random = new SplittableRandom(seed);
        RollingProbe probe = new RollingProbe(WIDTH, 2000, 0.2);

        // when
        for (int i = 0; i < 8000; i++) {
            int label = random.nextInt(5);
            float[] row = row(random, label, 0, 1);
            if (i % 2 == 0) {
                probe.count(Tally.of(probe.isRight(row, label)));
            } else {
                probe.learn(row, label);
            }
        }

        // then
        assertThat(probe.score().fraction()).as("seed %d", seed).isCloseTo(0.2, within(0.04));
    }

    @Test
    void shouldBeWrongWhenNothingIsLearned() {
        // given
        RollingProbe probe = new RollingProbe(2, 10, 0.2);

        // when, then
        assertThat(probe.isRight(new float[] {1, 2}, 0)).isFalse();
        assertThat(probe.interval()).isEqualTo(new Interval(0, 1));
    }

    @Test
    void shouldForgetOldScoresWhenWindowIsFull() {
        // given
        RollingProbe probe = new RollingProbe(1, 3, 0.2);

        // when
        for (int i = 0; i < 5; i++) {
            probe.count(new Tally(i < 3 ? 0 : 4, 4));
        }

        // then the newest three: one wrong, two right
        assertThat(probe.score()).isEqualTo(new Tally(8, 12));
    }

    private static float[] row(SplittableRandom random, int label, double distance, double turn) {
        float[] row = new float[WIDTH];
        for (int j = 0; j < WIDTH; j++) {
            row[j] = (float) (100 + random.nextGaussian() + (j % 5 == label ? distance * turn : 0));
        }
        return row;
    }
}
