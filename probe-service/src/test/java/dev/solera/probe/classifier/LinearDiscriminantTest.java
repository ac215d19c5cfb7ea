package dev.solera.probe.classifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LinearDiscriminantTest {

    private static final float[] ORIGIN = {1000, 1000, 1000};
    private static final long SEED = 5;

    private final SplittableRandom random = new SplittableRandom(SEED);

    private record Example(float[] row, int label) {}

    @Test
    void shouldGiveBayesProbabilitiesWhenClassesAreNormal() {
        // given two classes, one three times as common, of means 2 apart along a feature that shares its noise with
        // another
        Moments moments = new Moments(ORIGIN);
        for (int i = 0; i < 200_000; i++) {
            Example example = normal(i % 4 == 0 ? 7 : 3);
            moments.add(example.row(), example.label());
        }

        // when
        LinearDiscriminant probe = LinearDiscriminant.of(moments);

        // then the logit is that of the true means and covariance: w = S^-1 (m7 - m3) = (2, -2, 0) / 0.75 * ...
        assertThat(probe.classes()).containsExactly(3, 7);
        double[] at = probe.logProbabilities(new float[] {1001, 1000, 1000});
        assertThat(at[1] - at[0]).as("seed %d", SEED).isCloseTo(logit(1, 0), within(0.05));
        double[] off = probe.logProbabilities(new float[] {1001, 1001, 1003});
        assertThat(off[1] - off[0]).as("seed %d", SEED).isCloseTo(logit(1, 1), within(0.05));
        assertThat(Math.exp(at[0]) + Math.exp(at[1])).isCloseTo(1, within(1e-12));
    }

    /** Of unit variances with a correlation of 0.5 between the first two features, and means 0 and (2, 0) with odds 1:3. */
    private static double logit(double x, double y) {
        double determinant = 1 - 0.5 * 0.5;
        double wx = 2 / determinant;
        double wy = -0.5 * 2 / determinant;
        return wx * (x - 1) + wy * y + Math.log(1 / 3.0);
    }

    private Example normal(int label) {
        double first = random.nextGaussian();
        double second = 0.5 * first + Math.sqrt(0.75) * random.nextGaussian();
        return new Example(
                new float[] {
                    (float) (1000 + first + (label == 7 ? 2 : 0)),
                    (float) (1000 + second),
                    (float) (1000 + 3 * random.nextGaussian())
                },
                label);
    }

    @Test
    void shouldTellManyClassesWhenExamplesAreFewerThanFeatures() {
        // given 40 classes with two examples each of 96 features, so that no covariance of them can be inverted
        int width = 96;
        List<float[]> means =
                IntStream.range(0, 40).mapToObj(c -> noise(width, 1)).toList();
        Moments moments = new Moments(new float[width]);
        List<Example> unseen = new ArrayList<>();
        for (int c = 0; c < means.size(); c++) {
            moments.add(near(means.get(c)), c);
            moments.add(near(means.get(c)), c);
            unseen.add(new Example(near(means.get(c)), c));
        }

        // when
        LinearDiscriminant probe = LinearDiscriminant.of(moments);

        // then
        assertThat(unseen)
                .as("seed %d", SEED)
                .filteredOn(example -> probe.decide(probe.logProbabilities(example.row())) == example.label())
                .hasSizeGreaterThan(36);
    }

    private float[] noise(int width, double deviation) {
        float[] row = new float[width];
        for (int j = 0; j < width; j++) {
            row[j] = (float) (deviation * random.nextGaussian());
        }
        return row;
    }

    private float[] near(float[] mean) {
        float[] row = noise(mean.length, 0.7);
        for (int j = 0; j < row.length; j++) {
            row[j] += mean[j];
        }
        return row;
    }

    @Test
    void shouldLookPastFeaturesThatAreConstantOrTwice() {
        // given a dead feature, one that the class decides alone, and that one again
        Moments moments = new Moments(new float[3]);
        for (int i = 0; i < 20; i++) {
            moments.add(new float[] {5, i % 2, i % 2}, i % 2);
        }

        // when
        LinearDiscriminant probe = LinearDiscriminant.of(moments);

        // then
        assertThat(probe.decide(probe.logProbabilities(new float[] {5, 0, 0}))).isZero();
        assertThat(probe.decide(probe.logProbabilities(new float[] {7, 1, 1}))).isEqualTo(1);
    }

    @Test
    void shouldRefuseWhenThereIsOneClass() {
        Moments moments = new Moments(ORIGIN);
        moments.add(new float[3], 4);

        assertThatThrownBy(() -> LinearDiscriminant.of(moments))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("classes to tell apart are 1; allowed: 2 or more");
    }
}
