package dev.solera.probe.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.solera.activation.Purpose;
import dev.solera.activation.Sample;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.probe.Made;
import dev.solera.probe.accuracy.ProbeAccuracy;
import dev.solera.probe.accuracy.Representation;
import dev.solera.probe.accuracy.Tally;
import dev.solera.probe.classifier.ProbeBudget;
import dev.solera.probe.feature.Features;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EvaluationFeaturesTest {

    private static final int TRAIN = 160;
    private static final int RECORDINGS = 240;

    private final PipelineDefinition pipeline = Made.pipeline();
    private final EvaluationFeatures features = new EvaluationFeatures(pipeline, new Features(pipeline.audio(), 4, 1));

    @Test
    void shouldMakeTableWhenEveryStageHasItsSamples() {
        // given two windows of every recording, whose classes stand apart in stage 2 alone
        for (int i = 0; i < 2 * RECORDINGS; i++) {
            features.add(Representation.RAW, sample(0, i, 0));
            features.add(Representation.trained(1), sample(1, i, 0));
            features.add(Representation.trained(2), sample(2, i, 2));
            features.add(Representation.untrained(1), sample(1, i, 0.1));
            features.add(Representation.untrained(2), sample(2, i, 0.1));
        }

        // when
        EvaluationTable table = new Evaluation(new ValidationFolds(5, 1), new ProbeBudget(1e-3, 100), Set.of())
                .table(features.examples());

        // then there is a row for every stage and label, and the second stage's are right
        assertThat(features.differing()).isEmpty();
        assertThat(table.skipped()).isEmpty();
        assertThat(table.rows()).hasSize(10);
        ProbeAccuracy speaker = table.best("speaker").orElseThrow();
        assertThat(speaker.representation()).isEqualTo(Representation.trained(2));
        assertThat(speaker.score()).isEqualTo(new Tally(RECORDINGS - TRAIN, RECORDINGS - TRAIN));
        assertThat(speaker.validation()).isEqualTo(1);
        ProbeAccuracy phone = table.best("phone").orElseThrow();
        assertThat(phone.representation()).isEqualTo(Representation.trained(2));
        assertThat(phone.score().count()).isEqualTo(2 * 4 * (RECORDINGS - TRAIN));
        assertThat(phone.score().fraction()).isGreaterThan(0.95);
        assertThat(table.rows())
                .filteredOn(row -> row.representation().equals(Representation.RAW))
                .extracting(row -> row.score().fraction())
                .allSatisfy(accuracy -> assertThat(accuracy).isCloseTo(0.3, within(0.15)));
    }

    @Test
    void shouldShareFeaturesOfWindowAmongLabelsAndKeepUnknownOut() {
        // given a window with two labels, a third one unknown
        Sample made = sample(1, 0, 1);
        Sample sample = new Sample(
                0,
                Purpose.EVALUATE_TRAIN,
                7,
                640,
                Map.of("a", new int[] {1}, "b", new int[] {2}, "c", new int[] {-1}),
                made.shape(),
                made.values());

        // when
        features.add(Representation.trained(1), sample);

        // then
        Map<String, LabelExamples> labels = features.examples().get(Representation.trained(1));
        assertThat(labels).containsOnlyKeys("a", "b");
        assertThat(labels.get("a").train().features(0))
                .isSameAs(labels.get("b").train().features(0));
        assertThat(labels.get("b").train().label(0)).isEqualTo(2);
        assertThat(labels.get("b").train().recording(0)).isEqualTo(7);
    }

    @Test
    void shouldSayWhichStagesDifferWhenOneMissedSamples() {
        // given
        features.add(Representation.RAW, sample(0, 0, 0));
        features.add(Representation.RAW, sample(0, 1, 0));
        features.add(Representation.trained(1), sample(1, 0, 0));

        // when, then
        assertThat(features.differing()).isEqualTo(Map.of(Representation.RAW, 2L, Representation.trained(1), 1L));
    }

    @Test
    void shouldRefuseSampleOfAnotherDepthOrPurpose() {
        // when, then
        assertThatThrownBy(() -> features.add(Representation.trained(1), sample(2, 0, 0)))
                .hasMessageContaining("shape [channels 8, time 40]")
                .hasMessageContaining("allowed at depth 1: [channels 8, time 80]");
        Sample training = Made.sample(pipeline, 1, 0, Purpose.TRAIN, 0, 0);
        assertThatThrownBy(() -> features.add(Representation.trained(1), training))
                .hasMessageContaining("purpose TRAIN");
    }

    private Sample sample(int depth, int index, double apart) {
        int recording = index / 2;
        Purpose purpose = recording < TRAIN ? Purpose.EVALUATE_TRAIN : Purpose.EVALUATE_HELD_OUT;
        return Made.sample(pipeline, depth, index, purpose, recording, apart);
    }
}
