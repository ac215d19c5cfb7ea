package dev.solera.probe.rolling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.activation.Purpose;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.probe.Made;
import dev.solera.probe.accuracy.ProbeAccuracy;
import dev.solera.probe.accuracy.Representation;
import dev.solera.probe.feature.Features;
import org.junit.jupiter.api.Test;

class RollingProbesTest {

    private final PipelineDefinition pipeline = Made.pipeline();
    private final RollingProbes probes = new RollingProbes(
            Representation.trained(2),
            pipeline.stages().get(2),
            new Features(pipeline.audio(), 4, 1),
            RollingWindows.of(400, 500));

    @Test
    void shouldScoreEveryLabelOnHeldOutSamplesAlone() {
        // given
        for (int i = 0; i < 600; i++) {
            Purpose purpose = i % 3 == 2 ? Purpose.HELD_OUT : Purpose.TRAIN;
            probes.accept(Made.sample(pipeline, 2, i, purpose, i, 2));
        }

        // when, then
        assertThat(probes.rows()).extracting(ProbeAccuracy::label).containsExactly("phone", "speaker");
        assertThat(probes.rows()).allSatisfy(row -> {
            assertThat(row.score().fraction()).isGreaterThan(0.8);
            assertThat(row.representation()).isEqualTo(Representation.trained(2));
            assertThat(row.validation()).isNaN();
        });
        ProbeAccuracy speaker = probes.rows().get(1);
        assertThat(speaker.score().count()).isBetween(190L, 200L);
        assertThat(speaker.classes()).isEqualTo(Made.SPEAKERS);
    }

    @Test
    void shouldTakeNothingOfEvaluationPass() {
        // given
        for (int i = 0; i < 20; i++) {
            probes.accept(Made.sample(pipeline, 2, i, Purpose.EVALUATE_TRAIN, i, 2));
            probes.accept(Made.sample(pipeline, 2, i, Purpose.EVALUATE_HELD_OUT, i, 2));
        }

        // when, then
        assertThat(probes.rows()).isEmpty();
    }
}
