package dev.solera.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ZeroChannelsTest {

    @BeforeAll
    static void start() {
        Engine.start(1);
    }

    @Test
    void shouldCountChannelsThatAreZeroInAllSamplesAndPlaces() {
        // given three channels: zero in one sample alone, negative in one place, zero everywhere
        float[] values = {
            0, 0, /**/ 0, -1, /**/ 0, 0, //
            0, 2, /**/ 0, 0, /**/ -0f, 0
        };
        try (NDManager manager = Engine.newManager()) {
            NDArray tensor = manager.create(values, new Shape(2, 3, 2));

            // when, then
            assertThat(ZeroChannels.count(tensor, 3, 2)).isEqualTo(1);
            assertThat(ZeroChannels.count(tensor.reshape(1, 2, 3, 1, 2), 3, 2)).isEqualTo(1);
            assertThat(ZeroChannels.count(manager.zeros(new Shape(2, 3, 2)), 3, 2))
                    .isEqualTo(3);
        }
    }

    @Test
    void shouldNotCountAChannelThatHoldsNoNumber() {
        try (NDManager manager = Engine.newManager()) {
            NDArray tensor = manager.create(new float[] {0, Float.NaN, 0, 0}, new Shape(1, 2, 2));

            assertThat(ZeroChannels.count(tensor, 2, 2)).isEqualTo(1);
        }
    }
}
