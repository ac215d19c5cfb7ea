package dev.solera.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import dev.solera.engine.LockedMemory.Form;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** In ordinary memory, as a machine without a GPU has no other: what else differs is who copies. */
class LockedMemoryTest {

    @BeforeAll
    static void start() {
        Engine.start(1);
    }

    @Test
    void shouldGiveTheNumbersAsTheyAreWhateverCameBefore() {
        LockedMemory memory = new LockedMemory(Form.FLOAT32, false);
        try (NDManager manager = Engine.newManager()) {
            for (int samples : List.of(3, 2, 5, 1)) {
                try (NDScope scope = new NDScope()) {
                    NDArray tensor =
                            manager.randomNormal(new Shape(samples, 4, 700)).transpose(0, 2, 1);

                    assertThat(memory.split(tensor, samples, () -> new float[2800]))
                            .as("%d samples", samples)
                            .containsExactly(TensorValues.split(tensor, samples, () -> new float[2800])
                                    .toArray(float[][]::new));
                }
            }
        }
    }

    @Test
    void shouldRoundToNearestEvenWhenTheyTravelOnInBfloat16() {
        // given
        var random = new SplittableRandom(1);
        float[] values = new float[2 * 5000];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian(0, 10);
        }
        values[0] = Float.intBitsToFloat(0x3F808000); // half way, to the even one below
        values[1] = Float.intBitsToFloat(0x3F818000); // half way, to the even one above
        values[2] = -0f;
        LockedMemory memory = new LockedMemory(Form.BFLOAT16, false);
        try (NDManager manager = Engine.newManager()) {
            NDArray tensor = manager.create(values, new Shape(2, 5000));

            // when
            List<float[]> copies = memory.split(tensor, 2, () -> new float[5000]);

            // then
            assertThat(copies.get(0))
                    .startsWith(Float.intBitsToFloat(0x3F800000), Float.intBitsToFloat(0x3F820000), -0f);
            for (int i = 0; i < values.length; i++) {
                assertThat(copies.get(i / 5000)[i % 5000]).as("value %d", i).isEqualTo(rounded(values[i]));
            }
        }
    }

    @Test
    void shouldHandOverArraysAsTheyAreWhateverCameBefore() {
        LockedMemory memory = new LockedMemory(Form.FLOAT32, false);
        var random = new SplittableRandom(2);
        try (NDManager manager = Engine.newManager()) {
            for (int samples : List.of(3, 2, 5, 1)) {
                // given
                List<float[]> parts = Stream.generate(() -> random(random, 2800))
                        .limit(samples)
                        .toList();
                NDArray tensor = manager.create(new Shape(samples, 4, 700));

                // when
                memory.join(parts, tensor);

                // then
                assertThat(TensorValues.split(tensor, samples, () -> new float[2800]))
                        .as("%d samples", samples)
                        .containsExactly(parts.toArray(float[][]::new));
            }
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            2,4   | array has 4 values; allowed: 2
            3     | arrays are 1 of 3 values; allowed: 6 values in all
            3,3,3 | arrays are 3 of 3 values; allowed: 6 values in all
            ''    | arrays are 0 of 0 values; allowed: 6 values in all
            """)
    void shouldRefuseArraysThatDoNotFillTheTensorAlike(String sizes, String message) {
        // given
        LockedMemory memory = new LockedMemory(Form.FLOAT32, false);
        List<float[]> parts = Stream.of(sizes.split(","))
                .filter(size -> !size.isEmpty())
                .map(size -> new float[Integer.parseInt(size)])
                .toList();
        try (NDManager manager = Engine.newManager()) {
            NDArray tensor = manager.create(new Shape(2, 3));

            // when, then
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> memory.join(parts, tensor))
                    .withMessageContaining(message);
        }
    }

    @Test
    void shouldRefuseToHandOverWhatItWouldRound() {
        LockedMemory memory = new LockedMemory(Form.BFLOAT16, false);
        try (NDManager manager = Engine.newManager()) {
            NDArray tensor = manager.create(new Shape(2, 3));

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> memory.join(List.of(new float[3], new float[3]), tensor))
                    .withMessage("form is BFLOAT16; allowed: FLOAT32");
        }
    }

    private static float[] random(SplittableRandom random, int size) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private static float rounded(float value) {
        int bits = Float.floatToRawIntBits(value);
        return Float.intBitsToFloat((bits + 0x7FFF + (bits >>> 16 & 1)) & 0xFFFF0000);
    }
}
