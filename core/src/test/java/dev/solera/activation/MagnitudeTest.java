package dev.solera.activation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MagnitudeTest {

    @ParameterizedTest
    @ValueSource(
            floats = {
                Float.NaN,
                Float.POSITIVE_INFINITY,
                Float.NEGATIVE_INFINITY,
                -3.0000002f,
                3.0000002f,
                Float.MAX_VALUE
            })
    void shouldFindTheFirstThatIsBeyondWhereverItStands(float beyond) {
        for (int at = 0; at < 40; at++) {
            // given
            float[] values = new float[40];
            Arrays.fill(values, -3);
            values[at] = beyond;
            values[39] = beyond;

            // when, then
            assertThat(Magnitude.firstBeyond(3, values)).contains(beyond);
        }
    }

    @Test
    void shouldFindNoneWhenAllAreWithinTheLimit() {
        assertThat(Magnitude.firstBeyond(3, new float[] {0, -0f, 3, -3, Float.MIN_VALUE}))
                .isEmpty();
        assertThat(Magnitude.firstBeyond(Float.MAX_VALUE, new float[] {Float.MAX_VALUE, -Float.MAX_VALUE}))
                .isEmpty();
        assertThat(Magnitude.firstBeyond(0, new float[0])).isEmpty();
    }
}
