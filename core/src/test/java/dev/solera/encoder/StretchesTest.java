package dev.solera.encoder;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.solera.engine.Engine;
import dev.solera.engine.TensorValues;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class StretchesTest {

    private static final int CHANNELS = 2;
    private static final int STEPS = 5;

    @BeforeAll
    static void start() {
        Engine.start(1);
    }

    @Test
    void shouldBeZeroBeyondTheEdgesWhenSlicesAreCutOfTheBatchInTheEngine() {
        // given samples of two channels whose values tell where they stand: 100 sample + 10 channel + step + 1
        float[] values = new float[2 * CHANNELS * STEPS];
        for (int i = 0; i < values.length; i++) {
            values[i] = 100 * (i / (CHANNELS * STEPS)) + 10 * (i / STEPS % CHANNELS) + i % STEPS + 1;
        }
        try (NDManager manager = Engine.newManager()) {
            NDArray x = manager.create(values, new Shape(2, CHANNELS, STEPS));

            // when
            NDArray slices = Stretches.cut(x, new int[] {1, 0, 0, 1}, new int[] {-2, 1, 3, 7}, 3);

            // then
            assertThat(slices.getShape()).isEqualTo(new Shape(4, CHANNELS, 3));
            List<float[]> cut = TensorValues.split(slices, 4, () -> new float[CHANNELS * 3]);
            assertThat(cut)
                    .containsExactly(
                            new float[] {0, 0, 101, 0, 0, 111},
                            new float[] {2, 3, 4, 12, 13, 14},
                            new float[] {4, 5, 0, 14, 15, 0},
                            new float[] {0, 0, 0, 0, 0, 0});
        }
    }
}
