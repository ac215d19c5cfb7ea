package dev.solera.probe.rolling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.probe.feature.LabelledRows;
import java.util.List;
import org.junit.jupiter.api.Test;

class MovingMomentsTest {

    private final MovingMoments moments = new MovingMoments(RollingWindows.of(20, 1));

    @Test
    void shouldForgetWholeBlocksWhenNewSamplesAreEnough() {
        // when there are two classes at first, and two others later
        for (int i = 0; i < 12; i++) {
            moments.add(block(8, i < 5 ? 0 : 2));
        }

        // then of eight samples a block three blocks make twenty and more
        assertThat(moments.moments().count()).isEqualTo(24);
        assertThat(moments.moments().labels()).containsExactly(2, 3);
    }

    @Test
    void shouldKeepMoreWhenClassesAreMany() {
        // when every block brings two new classes, of which twelve examples each are wanted
        for (int i = 0; i < 9; i++) {
            moments.add(block(8, 2 * i));
        }

        // then eighteen classes have not enough
        assertThat(moments.moments().count()).isEqualTo(72);
    }

    @Test
    void shouldKeepFewPartsWhenManyBlocksCount() {
        // when every block brings two new classes, of which all are needed
        for (int i = 0; i < 40; i++) {
            moments.add(block(8, 2 * i));
        }

        // then nothing is forgotten, and few moments are kept
        assertThat(moments.moments().count()).isEqualTo(320);
        assertThat(moments.moments().labels()).hasSize(80);
        assertThat(moments.parts()).isEqualTo(MovingMoments.MOST_PARTS);
    }

    @Test
    void shouldKeepNoMoreThanTheMostWhenThereAreAsManyClassesAsSamples() {
        for (int i = 0; i < 12; i++) {
            moments.add(block(1000, 1000 * i));
        }

        assertThat(moments.moments().count()).isEqualTo(RollingWindows.of(20, 1).most());
    }

    private static Block block(int samples, int label) {
        Block block = new Block(row(label, 0));
        for (int i = 1; i < samples; i++) {
            block.learn(row(label, i));
        }
        return block;
    }

    /** Two classes by turns, or a new one each time where blocks are large. */
    private static LabelledRows row(int label, int i) {
        boolean many = label >= 1000 || i > 8;
        return new LabelledRows(false, List.of(new float[] {i}), new int[] {label + (many ? i : i % 2)});
    }
}
