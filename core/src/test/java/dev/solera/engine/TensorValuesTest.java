package dev.solera.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TensorValuesTest {

    private static final int VALUES = 1 << 20;
    /** Beside the numbers themselves: objects around the tensor's memory, a list. */
    private static final long AROUND = 64 << 10;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @BeforeEach
    void start() {
        Engine.start(1);
    }

    @Test
    void shouldGiveTheNumbersInOrderWhereverTheyLie() {
        try (NDManager manager = Engine.newManager()) {
            NDArray matrix = manager.arange(6f).reshape(2, 3);

            assertThat(TensorValues.split(matrix, 2, () -> new float[3]))
                    .containsExactly(new float[] {0, 1, 2}, new float[] {3, 4, 5});
            assertThat(TensorValues.of(matrix.transpose())).containsExactly(0, 3, 1, 4, 2, 5);
            assertThat(TensorValues.split(matrix.get(":, 1:"), 2, () -> new float[2]))
                    .containsExactly(new float[] {1, 2}, new float[] {4, 5});
        }
    }

    @Test
    void shouldAllocateNothingButTheCopies() {
        try (NDManager manager = Engine.newManager()) {
            NDArray tensor = manager.ones(new Shape(8, VALUES / 8));
            TensorValues.split(tensor, 8, () -> new float[VALUES / 8]);

            // when
            long before = threads.getCurrentThreadAllocatedBytes();
            TensorValues.split(tensor, 8, () -> new float[VALUES / 8]);
            long allocated = threads.getCurrentThreadAllocatedBytes() - before;

            // then
            assertThat(allocated).isBetween((long) VALUES * Float.BYTES, (long) VALUES * Float.BYTES + AROUND);
        }
    }

    @Test
    void shouldAllocateNoNumbersWhenThereAreArraysForThem() {
        try (NDManager manager = Engine.newManager()) {
            NDArray tensor = manager.ones(new Shape(8, VALUES / 8));
            float[] same = new float[VALUES / 8];
            TensorValues.split(tensor, 8, () -> same);

            // when
            long before = threads.getCurrentThreadAllocatedBytes();
            TensorValues.split(tensor, 8, () -> same);
            long allocated = threads.getCurrentThreadAllocatedBytes() - before;

            // then
            assertThat(allocated).isLessThan(AROUND);
            assertThat(same).containsOnly(1);
        }
    }

    @Test
    void shouldRefuseArraysWhenTheyDoNotHoldAllNumbers() {
        try (NDManager manager = Engine.newManager()) {
            NDArray matrix = manager.arange(6f).reshape(2, 3);

            assertThatThrownBy(() -> TensorValues.split(matrix, 2, () -> new float[2]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("array has 2 values; allowed: 3");
        }
    }
}
