package dev.solera.probe.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.solera.probe.accuracy.Interval;
import dev.solera.probe.accuracy.ProbeAccuracy;
import dev.solera.probe.accuracy.Representation;
import dev.solera.probe.accuracy.Tally;
import dev.solera.probe.classifier.ProbeBudget;
import java.util.Set;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class EvaluationTest {

    private static final Evaluation EVALUATION =
            new Evaluation(new ValidationFolds(5, 1), new ProbeBudget(1e-3, 100), Set.of());

    @Test
    void shouldPreferDepthThatTellsMost() {
        // given three depths, of which the second tells the classes best
        var examples = new TreeMap<Representation, SortedMap<String, LabelExamples>>();
        double[] distances = {0, 1, 3, 1.5};
        for (int depth = 0; depth < distances.length; depth++) {
            Representation at = depth == 0 ? Representation.RAW : Representation.trained(depth);
            examples.put(at, labels("speaker", blobs(31, 400, 200, distances[depth])));
        }

        // when
        FitCount count = new FitCount();
        EvaluationTable table = EVALUATION.table(examples, count);

        // then: four rows, of which three are validated in five parts
        assertThat(count.all()).isEqualTo(4 + 3 * 5);
        assertThat(count.done()).isEqualTo(count.all());
        ProbeAccuracy best = table.best("speaker").orElseThrow();
        assertThat(best.representation()).isEqualTo(Representation.trained(2));
        assertThat(best.score().count()).isEqualTo(200);
        assertThat(best.classes()).isEqualTo(4);
        assertThat(best.interval()).isEqualTo(Interval.wilson(best.score().fraction(), 200));
        assertThat(table.rows())
                .hasSize(4)
                .isSortedAccordingTo((a, b) -> a.representation().compareTo(b.representation()));
        assertThat(table.rows().get(0).score().fraction()).isCloseTo(0.25, within(0.1));
        assertThat(table.skipped()).isEmpty();
        assertThat(table.classifiers()).containsOnlyKeys(1, 2, 3);
        assertThat(table.classifiers().get(2)).singleElement().satisfies(classifier -> {
            assertThat(classifier.label()).isEqualTo("speaker");
            assertThat(classifier.ofFrames()).isFalse();
            assertThat(classifier.classes()).containsExactly("0", "1", "2", "3");
        });
    }

    @Test
    void shouldSkipLabelAndSayWhyWhenNothingCanBeSaid() {
        // given
        var labels = new TreeMap<String, LabelExamples>();
        LabelExamples oneClass = LabelExamples.empty(false);
        oneClass.train().add(new float[] {1}, 0, 1);
        oneClass.heldOut().add(new float[] {1}, 0, 2);
        labels.put("one-class", oneClass);
        LabelExamples noHeldOut = LabelExamples.empty(false);
        noHeldOut.train().add(new float[] {1}, 0, 1);
        noHeldOut.train().add(new float[] {2}, 1, 2);
        labels.put("no-held-out", noHeldOut);
        LabelExamples strangers = LabelExamples.empty(false);
        strangers.train().add(new float[] {1}, 0, 1);
        strangers.train().add(new float[] {2}, 1, 2);
        strangers.heldOut().add(new float[] {2}, 2, 3);
        labels.put("strangers", strangers);
        var examples = new TreeMap<Representation, SortedMap<String, LabelExamples>>();
        examples.put(Representation.RAW, labels);

        // when
        EvaluationTable table = EVALUATION.table(examples);

        // then
        assertThat(table.rows()).isEmpty();
        assertThat(table.skipped())
                .containsEntry("one-class", "classes among the training samples are 1; allowed: 2 or more")
                .containsEntry("no-held-out", "labelled held-out samples are 0; allowed: 1 or more")
                .containsEntry("strangers", "no class of the held-out samples occurs among the training samples");
    }

    @Test
    void shouldChooseNoDepthWhenThereAreNoFolds() {
        // given
        LabelExamples both = LabelExamples.empty(false);
        both.train().add(new float[] {1}, 0, 1);
        both.train().add(new float[] {2}, 1, 2);
        both.heldOut().add(new float[] {2}, 1, 3);
        var examples = new TreeMap<Representation, SortedMap<String, LabelExamples>>();
        examples.put(Representation.trained(1), labels("speaker", both));

        // when
        EvaluationTable table =
                new Evaluation(new ValidationFolds(0, 1), new ProbeBudget(1e-3, 10), Set.of()).table(examples);

        // then
        assertThat(table.rows()).singleElement().satisfies(row -> {
            assertThat(row.validation()).isNaN();
            assertThat(row.score()).isEqualTo(new Tally(1, 1));
        });
        assertThat(table.best("speaker")).isEmpty();
    }

    @Test
    void shouldChooseNoDepthForALabelThatModulesLearned() {
        // given
        SortedMap<String, LabelExamples> labels = labels("digit", blobs(1, 40, 8, 4));
        labels.put("speaker", blobs(2, 40, 8, 4));
        var examples = new TreeMap<Representation, SortedMap<String, LabelExamples>>();
        examples.put(Representation.trained(1), labels);

        // when
        EvaluationTable table =
                new Evaluation(new ValidationFolds(5, 1), new ProbeBudget(1e-3, 100), Set.of("digit")).table(examples);

        // then
        assertThat(table.rows()).extracting(ProbeAccuracy::label).containsExactly("digit", "speaker");
        assertThat(table.best("digit")).isEmpty();
        assertThat(table.best("speaker")).isPresent();
    }

    private static TreeMap<String, LabelExamples> labels(String name, LabelExamples both) {
        var labels = new TreeMap<String, LabelExamples>();
        labels.put(name, both);
        return labels;
    }

    private static LabelExamples blobs(long seed, int train, int heldOut, double distance) {
        SplittableRandom random = new SplittableRandom(seed);
        LabelExamples both = LabelExamples.empty(false);
        for (int i = 0; i < train + heldOut; i++) {
            int label = i % 4;
            float[] row = new float[8];
            for (int j = 0; j < row.length; j++) {
                row[j] = (float) (random.nextGaussian() + (j == label ? distance : 0));
            }
            (i < train ? both.train() : both.heldOut()).add(row, label, i);
        }
        return both;
    }
}
