package dev.solera.activation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MagnitudeTest {

    @ParameterizedTest
    @ValueSource(
            floats = {
                -3.0000002f,
                3.0000002f,
                Float.MAX_VALUE,
                Float.NEGATIVE_INFINITY,
                Float.POSITIVE_INFINITY,
                Float.NaN,
                -Float.NaN
            })
    void shouldFindTheFirstValueThatIsTooFarFromZero(float beyond) {
        float[] values = {-0f, 3, -3, Float.MIN_VALUE, beyond, Float.NaN};

        assertThat(Magnitude.beyond(values, 3)).contains(beyond);
    }

    @Test
    void shouldFindNothingWhenAllValuesAreWithinTheBound() {
        assertThat(Magnitude.beyond(new float[] {-0f, 3, -3, -Float.MIN_VALUE}, 3))
                .isEmpty();
        assertThat(Magnitude.beyond(new float[0], 3)).isEmpty();
    }
}
