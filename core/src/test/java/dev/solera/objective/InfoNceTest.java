package dev.solera.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.solera.engine.AlignedBuffer;
import dev.solera.engine.Autograd;
import dev.solera.engine.Engine;
import dev.solera.engine.Products;
import dev.solera.engine.Rows;
import dev.solera.engine.Similarity;
import dev.solera.pipeline.Seeds;
import java.util.SplittableRandom;
import java.util.function.ToDoubleBiFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The shared form against the equation, computed term by term in double precision. */
class InfoNceTest {

    private static final int BATCH = 2;
    private static final int STEPS = 9;
    private static final int HIDDEN = 3;
    private static final int K = 2;
    private static final Similarity.Cosine COSINE = new Similarity.Cosine(0.1);

    @BeforeAll
    static void start() {
        Engine.start(1);
    }

    @Test
    void shouldEqualTheEquationWithTheOwnPositiveMasked() {
        try (NDManager manager = Engine.newManager()) {
            // given: a pool that holds positives of the sub-windows, padding in the second sample
            float[] z = values(BATCH * STEPS * HIDDEN, 1);
            float[] w = values(K * HIDDEN * HIDDEN, 2);
            var pool = new Negatives.Shared(new int[] {0, 0, 1, 1, 0}, new int[] {3, 4, 1, 2, 8}, false);
            var plan = new LossPlan(5, new int[] {2, 0}, new int[] {9, 4}, K, pool);

            // when
            double loss = loss(manager, plan, pool, z, w);

            // then
            assertThat(loss).isCloseTo(expected(plan, pool, z, w), within(1e-6));
        }
    }

    @Test
    void shouldTellFromTheRowsOfOtherSamplesAloneWhenNegativesAreOfThose() {
        try (NDManager manager = Engine.newManager()) {
            // given
            float[] z = values(BATCH * STEPS * HIDDEN, 1);
            float[] w = values(K * HIDDEN * HIDDEN, 2);
            var pool = new Negatives.Shared(new int[] {0, 0, 1, 1, 0}, new int[] {3, 4, 1, 2, 8}, true);
            var plan = new LossPlan(5, new int[] {2, 0}, new int[] {9, 4}, K, pool);

            // when
            double loss = loss(manager, plan, pool, z, w);

            // then the first sample has two negatives and four and three contexts, the second three, and three and two
            assertThat(loss).isCloseTo(expected(plan, pool, z, w), within(1e-6));
            double chance = (4 * Math.log(3) + 3 * Math.log(4)) / 7 / 2 + (3 * Math.log(3) + 2 * Math.log(4)) / 5 / 2;
            assertThat(plan.chance()).isCloseTo(chance, within(1e-6));
        }
    }

    static Stream<Products> products() {
        return Stream.of(Products.FLOAT32, Products.BFLOAT16);
    }

    @ParameterizedTest
    @MethodSource("products")
    void shouldLearnNothingOfASampleWhenAllNegativesAreItsOwn(Products products) {
        try (NDManager manager = Engine.newManager()) {
            // given
            float[] z = values(BATCH * STEPS * HIDDEN, 1);
            float[] w = values(K * HIDDEN * HIDDEN, 2);
            var pool = new Negatives.Shared(new int[] {0, 0}, new int[] {3, 4}, true);
            var plan = new LossPlan(5, new int[] {2, 0}, new int[] {9, 1}, K, pool);
            NDArray predictor = AlignedBuffer.copyOf(manager, w, new Shape(K * HIDDEN, HIDDEN));
            NDArray rows = AlignedBuffer.copyOf(manager, z, new Shape(BATCH * STEPS, HIDDEN));
            Autograd.watch(predictor);
            Autograd.watch(rows);
            InfoNce infoNce = new InfoNce(() -> predictor, K, products, Similarity.PRODUCT);

            // when
            LossTerms terms;
            try (Autograd recording = Autograd.recording()) {
                NDArray contexts = rows.get("2:7").concat(rows.get("9:14"), 0);
                terms = infoNce.shared(plan, contexts, contexts, Rows.gather(rows, pool.rows(STEPS)));
                Autograd.backward(terms.root());
            }

            // then
            assertThat(terms.loss().getFloat()).isZero();
            assertThat(predictor.getGradient().toFloatArray()).containsOnly(0f);
            assertThat(plan.chance()).isZero();
        }
    }

    @Test
    void shouldEqualTheEquationWhenPoolsShrinkAndGrowFromStepToStep() {
        try (NDManager manager = Engine.newManager()) {
            float[] z = values(BATCH * STEPS * HIDDEN, 1);
            float[] w = values(K * HIDDEN * HIDDEN, 2);
            NDArray predictor = AlignedBuffer.copyOf(manager, w, new Shape(K * HIDDEN, HIDDEN));
            InfoNce infoNce = new InfoNce(() -> predictor, K, Products.FLOAT32, Similarity.PRODUCT);
            NDArray rows = AlignedBuffer.copyOf(manager, z, new Shape(BATCH * STEPS, HIDDEN));
            NDArray contexts = rows.get("2:7").concat(rows.get("9:14"), 0);
            for (int count : new int[] {5, 2, 3, 6, 1}) {
                // given
                int[] sample = new int[count];
                int[] time = new int[count];
                for (int j = 0; j < count; j++) {
                    sample[j] = (count - j) % BATCH;
                    time[j] = 3 + j / 2;
                }
                var pool = new Negatives.Shared(sample, time, false);
                var plan = new LossPlan(5, new int[] {2, 0}, new int[] {9, 5}, K, pool);

                // when
                LossTerms terms = infoNce.shared(plan, contexts, contexts, Rows.gather(rows, pool.rows(STEPS)));

                // then
                assertThat((double) terms.loss().getFloat())
                        .as("pool of %d", count)
                        .isCloseTo(expected(plan, pool, z, w), within(1e-6));
            }
        }
    }

    @Test
    void shouldEqualTheEquationOfCosinesAndItsGradient() {
        try (NDManager manager = Engine.newManager()) {
            // given: rows of very different lengths, one of zeros that predicts and is predicted, and one among the
            // negatives
            float[] z = values(BATCH * STEPS * HIDDEN, 1);
            float[] w = values(K * HIDDEN * HIDDEN, 2);
            for (int i = 0; i < HIDDEN; i++) {
                z[3 * HIDDEN + i] *= 100;
                z[4 * HIDDEN + i] = 0;
                z[8 * HIDDEN + i] = 0;
            }
            var pool = new Negatives.Shared(new int[] {0, 0, 1, 1, 0}, new int[] {3, 4, 1, 2, 8}, false);
            var plan = new LossPlan(5, new int[] {2, 0}, new int[] {9, 4}, K, pool);
            NDArray predictor = AlignedBuffer.copyOf(manager, w, new Shape(K * HIDDEN, HIDDEN));
            NDArray rows = AlignedBuffer.copyOf(manager, z, new Shape(BATCH * STEPS, HIDDEN));
            Autograd.watch(predictor);
            Autograd.watch(rows);
            InfoNce infoNce = new InfoNce(() -> predictor, K, Products.FLOAT32, COSINE);

            // when
            LossTerms terms;
            try (Autograd recording = Autograd.recording()) {
                NDArray contexts = rows.get("2:7").concat(rows.get("9:14"), 0);
                terms = infoNce.shared(plan, contexts, contexts, Rows.gather(rows, pool.rows(STEPS)));
                Autograd.backward(terms.root());
            }

            // then
            ToDoubleBiFunction<double[], double[]> equation = (encodings, predictors) -> expected(
                    plan, pool, (k, candidate, context) -> cosine(encodings, predictors, k, candidate, context));
            assertThat((double) terms.loss().getFloat())
                    .isCloseTo(equation.applyAsDouble(doubles(z), doubles(w)), within(1e-6));
            assertSlopes(predictor.getGradient().toFloatArray(), w, moved -> equation.applyAsDouble(doubles(z), moved));
            assertSlopes(rows.getGradient().toFloatArray(), z, moved -> equation.applyAsDouble(moved, doubles(w)));
        }
    }

    @Test
    void shouldEqualTheEquationOfCosinesWhenEveryPositionHasItsNegatives() {
        try (NDManager manager = Engine.newManager()) {
            // given: all of the sequence in the window, and for each step a row of negatives a position
            float[] z = values(BATCH * STEPS * HIDDEN, 3);
            float[] w = values(K * HIDDEN * HIDDEN, 4);
            var negatives = new Negatives.PerPosition(new int[][] {drawn(1), drawn(2), drawn(3)});
            var plan = new LossPlan(STEPS, new int[] {0, 0}, new int[] {STEPS, STEPS}, K, negatives);
            NDArray predictor = AlignedBuffer.copyOf(manager, w, new Shape(K * HIDDEN, HIDDEN));
            NDArray rows = AlignedBuffer.copyOf(manager, z, new Shape(BATCH * STEPS, HIDDEN));

            // when
            LossTerms terms =
                    new InfoNce(() -> predictor, K, Products.FLOAT32, COSINE).perPosition(plan, rows, rows, rows);

            // then
            double[] sums = new double[K + 1];
            plan.forEachTerm((index, b, t, k) -> {
                int context = b * STEPS + t;
                double own = Math.exp(cosine(doubles(z), doubles(w), k, context + k, context));
                double all = own;
                long[] others = negatives.of(plan, k);
                for (int m = 0; m < negatives.count(); m++) {
                    all += Math.exp(
                            cosine(doubles(z), doubles(w), k, (int) others[context * negatives.count() + m], context));
                }
                sums[k] -= Math.log(own / all);
            });
            double expected = (sums[1] / (BATCH * (STEPS - 1)) + sums[2] / (BATCH * (STEPS - 2))) / 2;
            assertThat((double) terms.loss().getFloat()).isCloseTo(expected, within(1e-6));
        }
    }

    private static int[] drawn(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return IntStream.generate(() -> random.nextInt(BATCH * STEPS))
                .limit(BATCH * STEPS)
                .toArray();
    }

    /** Where a number is moved a little, the equation changes as the gradient says; a row of zeros has no direction, and none is asked for. */
    private static void assertSlopes(float[] gradient, float[] at, ToDoubleFunction<double[]> equation) {
        double step = 1e-6;
        for (int i = 0; i < at.length; i++) {
            if (at[i] == 0) {
                assertThat(gradient[i]).as("gradient %d", i).isZero();
                continue;
            }
            double[] less = doubles(at);
            double[] more = doubles(at);
            less[i] -= step;
            more[i] += step;
            double slope = (equation.applyAsDouble(more) - equation.applyAsDouble(less)) / (2 * step);
            assertThat((double) gradient[i]).as("gradient %d", i).isCloseTo(slope, within(1e-5));
        }
    }

    private static double[] doubles(float[] values) {
        return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
    }

    private static double cosine(double[] z, double[] w, int k, int candidate, int context) {
        double product = 0;
        double predicted = 0;
        double length = 0;
        for (int i = 0; i < HIDDEN; i++) {
            double prediction = 0;
            for (int j = 0; j < HIDDEN; j++) {
                prediction += w[((k - 1) * HIDDEN + i) * HIDDEN + j] * z[context * HIDDEN + j];
            }
            double value = z[candidate * HIDDEN + i];
            product += prediction * value;
            predicted += prediction * prediction;
            length += value * value;
        }
        return product == 0 ? 0 : product / Math.sqrt(predicted * length) / COSINE.temperature();
    }

    /** The loss of products over sub-windows that begin at step 2 of the first sample and at step 0 of the second. */
    private static double loss(NDManager manager, LossPlan plan, Negatives.Shared pool, float[] z, float[] w) {
        NDArray predictor = AlignedBuffer.copyOf(manager, w, new Shape(K * HIDDEN, HIDDEN));
        NDArray rows = AlignedBuffer.copyOf(manager, z, new Shape(BATCH * STEPS, HIDDEN));
        NDArray contexts = rows.get("2:7").concat(rows.get("9:14"), 0);
        return new InfoNce(() -> predictor, K, Products.FLOAT32, Similarity.PRODUCT)
                .shared(plan, contexts, contexts, Rows.gather(rows, pool.rows(STEPS)))
                .loss()
                .getFloat();
    }

    private interface Score {
        double of(int k, int candidate, int context);
    }

    private static double expected(LossPlan plan, Negatives.Shared pool, float[] z, float[] w) {
        return expected(plan, pool, (k, candidate, context) -> score(z, w, k, candidate, context));
    }

    private static double expected(LossPlan plan, Negatives.Shared pool, Score score) {
        double[] sums = new double[K + 1];
        int[] counts = new int[K + 1];
        plan.forEachTerm((index, b, t, k) -> {
            int context = b * STEPS + plan.begins()[b] + t;
            double own = Math.exp(score.of(k, context + k, context));
            double all = own;
            for (int j = 0; j < pool.count(); j++) {
                int row = pool.sample()[j] * STEPS + pool.time()[j];
                boolean leftOut = pool.ofOthers() ? pool.sample()[j] == b : row == context + k;
                all += leftOut ? 0 : Math.exp(score.of(k, row, context));
            }
            sums[k] -= Math.log(own / all);
            counts[k]++;
        });
        return (sums[1] / counts[1] + sums[2] / counts[2]) / 2;
    }

    private static double score(float[] z, float[] w, int k, int candidate, int context) {
        double score = 0;
        for (int i = 0; i < HIDDEN; i++) {
            for (int j = 0; j < HIDDEN; j++) {
                score += z[candidate * HIDDEN + i]
                        * (double) w[((k - 1) * HIDDEN + i) * HIDDEN + j]
                        * z[context * HIDDEN + j];
            }
        }
        return score;
    }

    private static float[] values(int size, long seed) {
        SplittableRandom random = Seeds.generator(seed, "infonce");
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) (random.nextDouble() * 2 - 1);
        }
        return values;
    }
}
