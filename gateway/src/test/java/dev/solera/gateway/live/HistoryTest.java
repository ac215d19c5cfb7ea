package dev.solera.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class HistoryTest {

    private static final int CAPACITY = 8;

    private final History history = new History(CAPACITY, 2);

    @Test
    void shouldKeepEveryRowWhileThereIsRoom() {
        // when
        fill(CAPACITY - 1);

        // then
        assertThat(history.column(0, CAPACITY)).containsExactly(0, 1, 2, 3, 4, 5, 6);
        assertThat(history.column(1, CAPACITY)).containsExactly(0, -1, -2, -3, -4, -5, -6);
    }

    @Test
    void shouldAverageNeighboursAndNeverGrowWhenItIsFull() {
        for (int rows = 1; rows <= 1000; rows++) {
            // when
            history.add(rows - 1, 1 - rows);

            // then
            assertThat(history.size()).isLessThan(CAPACITY);
        }
        double[] first = history.column(0, CAPACITY);
        assertThat(first).isSorted();
        assertThat(first[0]).isCloseTo(63.5, within(1e-9)); // each row stands for 128
        assertThat(Arrays.stream(history.column(1, CAPACITY)).map(value -> -value))
                .containsExactly(box(first));
    }

    @Test
    void shouldThinWhatIsAskedForToSoManyRows() {
        // given
        fill(7);

        // then
        assertThat(history.column(0, 3)).containsExactly(1, 4, 6);
        assertThat(history.column(0, 1)).containsExactly(3);
    }

    @Test
    void shouldRefuseARowOfAnotherWidth() {
        assertThatThrownBy(() -> history.add(1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1")
                .hasMessageContaining("allowed: 2");
    }

    private void fill(int rows) {
        for (int i = 0; i < rows; i++) {
            history.add(i, -i);
        }
    }

    private static Double[] box(double[] values) {
        return Arrays.stream(values).boxed().toArray(Double[]::new);
    }
}
