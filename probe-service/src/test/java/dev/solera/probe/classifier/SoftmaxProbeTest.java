package dev.solera.probe.classifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.solera.export.Classifier;
import dev.solera.probe.accuracy.Scoring;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SoftmaxProbeTest {

    private static final ProbeBudget BUDGET = new ProbeBudget(1e-3, 100);

    @Test
    void shouldReachKnownOptimumWhenFeatureIsBinary() {
        // given a feature that is 0 or 1: without penalty the most likely model has the empirical frequencies
        Examples examples = new Examples();
        addCopies(examples, 0, new int[] {30, 10, 20});
        addCopies(examples, 1, new int[] {5, 60, 15});

        // when
        SoftmaxProbe probe = SoftmaxProbe.fit(examples, new ProbeBudget(0, 200));

        // then
        assertThat(probe.logProbabilities(new float[] {0}))
                .containsExactly(logs(30 / 60.0, 10 / 60.0, 20 / 60.0), within(1e-3));
        assertThat(probe.logProbabilities(new float[] {1}))
                .containsExactly(logs(5 / 80.0, 60 / 80.0, 15 / 80.0), within(1e-3));
    }

    @Test
    void shouldTellAllWhenClassesAreSeparable() {
        // given ten classes around corners far apart, on very different scales, beside a dead channel
        Examples train = blobs(1, 600, 5);
        Examples heldOut = blobs(2, 300, 5);

        // when
        SoftmaxProbe probe = SoftmaxProbe.fit(train, BUDGET);

        // then
        assertThat(accuracy(probe, heldOut)).isEqualTo(1);
    }

    @Test
    void shouldStayAtChanceWhenClassesAreInseparable() {
        // given
        Examples train = blobs(3, 4000, 0);
        Examples heldOut = blobs(4, 2000, 0);

        // when
        SoftmaxProbe probe = SoftmaxProbe.fit(train, BUDGET);

        // then
        assertThat(accuracy(probe, heldOut)).isCloseTo(0.1, within(0.03));
    }

    @Test
    void shouldSayTheSameWhenItIsAPartOfAModel() {
        // given classes whose features lie far from zero, where a float cannot hold their means
        Examples train = new Examples();
        SplittableRandom random = new SplittableRandom(6);
        for (int i = 0; i < 300; i++) {
            int label = 2 + 3 * (i % 3);
            train.add(
                    new float[] {(float) (1000.7 + label + random.nextGaussian()), (float) random.nextGaussian()},
                    label,
                    i);
        }
        SoftmaxProbe probe = SoftmaxProbe.fit(train, BUDGET);

        // when
        Classifier classifier = probe.classifier("word", true);

        // then
        assertThat(classifier.label()).isEqualTo("word");
        assertThat(classifier.ofFrames()).isTrue();
        assertThat(classifier.classes()).containsExactly("2", "5", "8");
        for (int i = 0; i < train.size(); i++) {
            assertThat(logProbabilities(classifier, train.features(i)))
                    .as("example %d", i)
                    .containsExactly(probe.logProbabilities(train.features(i)), within(1e-5));
        }
    }

    /** As a runtime computes it, in floats. */
    private static double[] logProbabilities(Classifier classifier, float[] row) {
        double[] scores = new double[classifier.classes().size()];
        for (int c = 0; c < scores.length; c++) {
            float score = classifier.bias()[c];
            for (int j = 0; j < row.length; j++) {
                score += classifier.weights()[c * row.length + j]
                        * ((row[j] - classifier.mean()[j]) * classifier.scale()[j]);
            }
            scores[c] = score;
        }
        return LogSoftmax.inPlace(scores);
    }

    @Test
    void shouldGiveSameProbeWhenFitAgain() {
        // given
        Examples train = blobs(5, 200, 1);

        // when
        SoftmaxProbe once = SoftmaxProbe.fit(train, BUDGET);
        SoftmaxProbe again = SoftmaxProbe.fit(train, BUDGET);

        // then
        assertThat(once.logProbabilities(train.features(0))).isEqualTo(again.logProbabilities(train.features(0)));
    }

    @Test
    void shouldKnowOnlyClassesThatItWasFitOn() {
        // given
        Examples examples = new Examples();
        examples.add(new float[] {0, 1}, 7, 0);
        examples.add(new float[] {1, 0}, 3, 1);

        // when
        SoftmaxProbe probe = SoftmaxProbe.fit(examples, BUDGET);

        // then
        assertThat(probe.classes()).containsExactly(3, 7);
        assertThat(probe.decide(probe.logProbabilities(new float[] {0, 1}))).isEqualTo(7);
    }

    @Test
    void shouldRefuseWhenThereIsOneClass() {
        // given
        Examples examples = new Examples();
        examples.add(new float[] {0}, 7, 0);

        // when, then
        assertThatThrownBy(() -> SoftmaxProbe.fit(examples, BUDGET))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("classes to tell apart are 1; allowed: 2 or more");
    }

    private static void addCopies(Examples examples, float feature, int[] byClass) {
        for (int c = 0; c < byClass.length; c++) {
            for (int i = 0; i < byClass[c]; i++) {
                examples.add(new float[] {feature}, c, i);
            }
        }
    }

    private static Examples blobs(long seed, int count, double distance) {
        SplittableRandom random = new SplittableRandom(seed);
        Examples examples = new Examples();
        for (int i = 0; i < count; i++) {
            int label = i % 10;
            float[] row = new float[12];
            for (int j = 0; j < 11; j++) {
                double centre = j == label ? distance * 2 : 0;
                row[j] = (float) ((centre + random.nextGaussian()) * Math.pow(10, j - 5));
            }
            examples.add(row, label, i);
        }
        return examples;
    }

    private static double accuracy(SoftmaxProbe probe, Examples examples) {
        return Scoring.total(Scoring.byRecording(Scoring.decisions(probe, examples, true)))
                .fraction();
    }

    private static double[] logs(double... probabilities) {
        double[] logs = new double[probabilities.length];
        for (int i = 0; i < logs.length; i++) {
            logs[i] = Math.log(probabilities[i]);
        }
        return logs;
    }
}
