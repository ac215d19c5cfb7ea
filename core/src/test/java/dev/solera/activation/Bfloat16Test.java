package dev.solera.activation;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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

    @Test
    void shouldConvertArraysOfAnyLengthAsValuesOneByOne() {
        // given lengths around what is converted together, with values of all magnitudes, and halfway
        var random = new SplittableRandom(SEED);
        for (int length : new int[] {0, 1, 3, 4, 5, 7, 2047, 2048, 2049, 6143, 8192 + 6}) {
            float[] values = new float[length];
            for (int i = 0; i < length; i++) {
                values[i] = representable(random);
            }

            // when
            ByteBuffer bytes = ByteBuffer.allocate(1 + 2 * length);
            boolean representable = Bfloat16.encode(values, bytes.position(1));
            float[] decoded = new float[length];
            boolean finite = Bfloat16.decode(bytes.duplicate().position(1), decoded);

            // then
            assertThat(representable && finite)
                    .as("seed=%d length=%d", SEED, length)
                    .isTrue();
            assertThat(bytes.hasRemaining()).isFalse();
            ByteBuffer little = bytes.slice(1, 2 * length).order(ByteOrder.LITTLE_ENDIAN);
            for (int i = 0; i < length; i++) {
                short narrowed = Bfloat16.narrow(values[i]);
                String place = "seed=%d length=%d at=%d value=%s".formatted(SEED, length, i, values[i]);
                assertThat(little.getShort(2 * i)).as(place).isEqualTo(narrowed);
                assertThat(Float.floatToRawIntBits(decoded[i]))
                        .as(place)
                        .isEqualTo(Float.floatToRawIntBits(Bfloat16.widen(narrowed)));
            }
        }
    }

    private static float representable(SplittableRandom random) {
        while (true) {
            int bits = random.nextInt();
            float value = Float.intBitsToFloat(random.nextInt(3) == 0 ? bits & 0xFFFF0000 | 0x8000 : bits);
            if (Math.abs(value) <= Bfloat16.LARGEST) {
                return value;
            }
        }
    }

    @Test
    void shouldTellOfASingleValueThatIsTooLargeWhereverItStands() {
        // given nothing but the largest, either way
        float[] values = new float[2048 + 7];
        for (int i = 0; i < values.length; i++) {
            values[i] = i % 2 == 0 ? Bfloat16.LARGEST : -Bfloat16.LARGEST;
        }
        ByteBuffer bytes = ByteBuffer.allocate(2 * values.length);
        assertThat(Bfloat16.encode(values, bytes.clear())).isTrue();
        for (int at : new int[] {0, 1, 2, 3, 1022, 2047, 2048, 2051, 2052, 2054}) {
            for (float tooLarge : new float[] {
                Math.nextUp(Bfloat16.LARGEST),
                -Float.MAX_VALUE,
                Float.NEGATIVE_INFINITY,
                Float.intBitsToFloat(-1),
                Float.NaN
            }) {
                float fits = values[at];
                values[at] = tooLarge;

                // when, then
                assertThat(Bfloat16.encode(values, bytes.clear()))
                        .as("%s at %d", tooLarge, at)
                        .isFalse();
                values[at] = fits;
            }
        }
    }

    @Test
    void shouldTellOfASingleValueThatIsNotFiniteWhereverItStands() {
        // given nothing but the largest, either way
        short[] shorts = new short[2048 + 7];
        for (int i = 0; i < shorts.length; i++) {
            shorts[i] = (short) (i % 2 == 0 ? 0x7F7F : 0xFF7F);
        }
        float[] values = new float[shorts.length];
        ByteBuffer bytes = ByteBuffer.allocate(2 * shorts.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asShortBuffer().put(shorts);
        assertThat(Bfloat16.decode(bytes.clear(), values)).isTrue();
        for (int at : new int[] {0, 1, 2, 3, 1022, 2047, 2048, 2051, 2052, 2054}) {
            for (int infinite : new int[] {0x7F80, 0xFF80, 0x7F81, 0x7FFF, 0xFFFF}) {
                bytes.putShort(2 * at, (short) infinite);

                // when, then
                assertThat(Bfloat16.decode(bytes.clear(), values))
                        .as("%04x at %d", infinite, at)
                        .isFalse();
                bytes.putShort(2 * at, shorts[at]);
            }
        }
    }
}
