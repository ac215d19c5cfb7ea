package dev.solera.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The loss over scores in bfloat16 against that of the same numbers in float32, whose gradient the engine finds. */
class Bfloat16ScoresTest {

    private static final long SEED = 20261127;
    private static final int SAMPLES = 2;
    private static final int ROWS = 9;
    private static final int WINDOW = 3;
    private static final int POOL = 5;
    private static final int TERMS = SAMPLES * ROWS;
    /** A pool's entry in the first row, and two in the last. */
    private static final long[] LEFT_OUT = {1, TERMS * POOL - 2, TERMS * POOL - 1};

    private static final ScriptedFunction ROUNDED =
            new ScriptedFunction(List.of("x"), "Tensor", "return torch.to(x, 15)");
    private static final ScriptedFunction SINGLE =
            new ScriptedFunction(List.of("x"), "Tensor", "return torch.to(x, 6)");

    private final SplittableRandom random = new SplittableRandom(SEED);

    @BeforeAll
    static void start() {
        Engine.start(1);
    }

    @Test
    void shouldHaveTheLossAndTheGradientOfTheSameScoresInFloat32() {
        try (NDManager manager = Engine.newManager();
                Autograd recording = Autograd.recording()) {
            // given
            NDArray rounded = ROUNDED.call(drawn(manager, 4, SAMPLES, ROWS, WINDOW + POOL))
                    .singletonOrThrow();
            NDArray single = Autograd.leaf(SINGLE.call(rounded).singletonOrThrow());
            NDArray places = places(manager);
            NDArray pool = drawn(manager, 1, POOL, 2);
            NDArray weights = drawn(manager, 1, TERMS).abs();
            NDArray own = single.gather(places, 2).reshape(TERMS, 1);
            NDArray others = single.get(":, :, %d:".formatted(WINDOW))
                    .reshape(TERMS, POOL)
                    .mul(manager.ones(new Shape(1)));

            // when
            Contrast expected = Scores.of(own, others).contrast(LEFT_OUT, weights);
            Autograd.backward(expected.root());
            Contrast actual = new Bfloat16Scores(rounded, places, pool).contrast(LEFT_OUT, weights);

            // then: half a unit in the last of 8 significant bits is at most 2^-8 of a number
            assertThat(actual.loss().getFloat())
                    .isCloseTo(
                            expected.loss().getFloat(),
                            within(1e-5f * expected.loss().getFloat()));
            assertThat(TensorValues.of(actual.right())).isEqualTo(TensorValues.of(expected.right()));
            assertThat(actual.root().tensor() == rounded)
                    .as("the gradient is by the scores")
                    .isTrue();
            float[] gradient =
                    TensorValues.of(SINGLE.call(actual.root().gradient()).singletonOrThrow());
            float[] exact = TensorValues.of(single.getGradient());
            for (int i = 0; i < exact.length; i++) {
                assertThat(gradient[i])
                        .as("seed %d, entry %d", SEED, i)
                        .isCloseTo(exact[i], within(Math.abs(exact[i]) / 256 + 1e-6f));
            }
        }
    }

    private NDArray places(NDManager manager) {
        long[] places = new long[TERMS];
        for (int i = 0; i < TERMS; i++) {
            places[i] = random.nextInt(WINDOW);
        }
        return manager.create(places).reshape(SAMPLES, ROWS, 1);
    }

    private NDArray drawn(NDManager manager, double size, long... shape) {
        Shape sizes = new Shape(shape);
        float[] values = new float[Math.toIntExact(sizes.size())];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (size * random.nextGaussian());
        }
        return AlignedBuffer.copyOf(manager, values, sizes);
    }
}
