package dev.solera.probe.classifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SoftmaxObjectiveTest {

    /** Widths and counts around the kernels' four rows and the block of 256 examples. */
    @ParameterizedTest
    @CsvSource({"1, 3, 2", "4, 256, 3", "7, 259, 5", "66, 300, 10"})
    void shouldAgreeWithPlainDoubleComputation(int width, int count, int classes) {
        // given
        long seed = 11;
        SplittableRandom random = new SplittableRandom(seed);
        float[][] features = new float[count][width];
        for (float[] row : features) {
            for (int j = 0; j < width; j++) {
                row[j] = (float) random.nextGaussian();
            }
        }
        int[] targets = random.ints(count, 0, classes).toArray();
        SoftmaxObjective objective = new SoftmaxObjective(features, targets, classes, 0.1);
        double[] at = random.doubles(objective.size(), -0.5, 0.5).toArray();

        // when
        double[] gradient = new double[at.length];
        double value = objective.evaluate(at, gradient);

        // then its value is the plain one, and its gradient the plain one's central difference
        assertThat(value).as("seed %d", seed).isCloseTo(plain(features, targets, classes, at), within(1e-5));
        for (int i = 0; i < at.length; i++) {
            assertThat(gradient[i])
                    .as("seed %d, parameter %d", seed, i)
                    .isCloseTo(slope(features, targets, classes, at, i), within(1e-5));
        }
    }

    /** As channels of a network are: most of what they say is common to all. */
    @Test
    void shouldComeToTheMinimumInFewStepsWhenFeaturesAreAlike() {
        // given
        long seed = 13;
        SplittableRandom random = new SplittableRandom(seed);
        int classes = 8;
        float[][] features = new float[1500][64];
        int[] targets = new int[features.length];
        for (int n = 0; n < targets.length; n++) {
            targets[n] = n % classes;
            double common = random.nextGaussian();
            for (int j = 0; j < features[n].length; j++) {
                double own = random.nextGaussian() + (j % classes == targets[n] ? 1 : 0);
                features[n][j] = (float) (common + 0.03 * own);
            }
        }
        AtomicInteger evaluations = new AtomicInteger();
        SoftmaxObjective objective = new SoftmaxObjective(features, targets, classes, 1e-3);
        Lbfgs.Objective counted = new Lbfgs.Objective() {
            @Override
            public double evaluate(double[] at, double[] gradient) {
                evaluations.incrementAndGet();
                return objective.evaluate(at, gradient);
            }

            @Override
            public void precondition(double[] gradient) {
                objective.precondition(gradient);
            }
        };

        // when
        double[] minimum = Lbfgs.minimise(counted, objective.size(), 200, 1e-4);

        // then
        double[] gradient = new double[minimum.length];
        objective.evaluate(minimum, gradient);
        assertThat(Arrays.stream(gradient).map(Math::abs).max().orElseThrow())
                .as("seed %d", seed)
                .isLessThanOrEqualTo(1e-4);
        assertThat(evaluations.get()).as("seed %d", seed).isLessThan(50);
    }

    private static double slope(float[][] features, int[] targets, int classes, double[] at, int i) {
        double[] up = at.clone();
        up[i] += 1e-4;
        double[] down = at.clone();
        down[i] -= 1e-4;
        return (plain(features, targets, classes, up) - plain(features, targets, classes, down)) / 2e-4;
    }

    private static double plain(float[][] features, int[] targets, int classes, double[] at) {
        int width = features[0].length;
        double loss = 0;
        for (int n = 0; n < targets.length; n++) {
            double[] scores = new double[classes];
            for (int c = 0; c < classes; c++) {
                scores[c] = at[classes * width + c];
                for (int j = 0; j < width; j++) {
                    scores[c] += at[c * width + j] * features[n][j];
                }
            }
            loss -= LogSoftmax.inPlace(scores)[targets[n]];
        }
        double squares = 0;
        for (int i = 0; i < classes * width; i++) {
            squares += at[i] * at[i];
        }
        return loss / targets.length + 0.1 / 2 * squares;
    }
}
