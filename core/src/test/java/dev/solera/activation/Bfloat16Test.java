package dev.solera.activation;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class Bfloat16Test {

    private static final long SEED = 20240817;

    @Test
    void shouldRoundToTheNearestAndTiesToEvenWhenNarrowed() {
        // given random bits, and values that lie halfway
        var random = new SplittableRandom(SEED);
        for (int i = 0; i < 200_000; i++) {
            int bits = random.nextInt();
            float value = Float.intBitsToFloat(i % 3 == 0 ? bits & 0xFFFF0000 | 0x8000 : bits);
            if (Float.isFinite(value)) {
                // when
                short narrowed = Bfloat16.narrow(value);

                // then
                assertThat(narrowed)
                        .as("seed=%d value=%s", SEED, Float.toHexString(value))
                        .isEqualTo(nearest(value));
            }
        }
    }

    /** The nearer of the two neighbours by exact arithmetic. */
    private static short nearest(float value) {
        int bits = Float.floatToRawIntBits(value);
        short towardsZero = (short) (bits >>> 16);
        short away = (short) ((bits >>> 16) + 1);
        BigDecimal exact = new BigDecimal(Math.abs((double) value));
        BigDecimal below = exact.subtract(magnitude(towardsZero));
        BigDecimal above = magnitude(away).subtract(exact);
        int nearer = below.compareTo(above);
        boolean even = (towardsZero & 1) == 0;
        return nearer < 0 || nearer == 0 && even ? towardsZero : away;
    }

    /** The magnitude; of the infinity that follows the largest number the one it would have. */
    private static BigDecimal magnitude(short bits) {
        double magnitude = Math.abs((double) Bfloat16.widen(bits));
        return new BigDecimal(Double.isInfinite(magnitude) ? 0x1p128 : magnitude);
    }

    @Test
    void shouldBeTheSameWhenWidenedAndNarrowedAgain() {
        for (int bits = 0; bits < 1 << 16; bits++) {
            // when
            float widened = Bfloat16.widen((short) bits);

            // then
            if (Float.isNaN(widened)) {
                assertThat(Bfloat16.widen(Bfloat16.narrow(widened))).isNaN();
            } else {
                assertThat(Bfloat16.narrow(widened)).isEqualTo((short) bits);
            }
        }
    }
}
