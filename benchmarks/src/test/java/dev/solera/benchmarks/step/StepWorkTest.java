package dev.solera.benchmarks.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import org.junit.jupiter.api.Test;

class StepWorkTest {

    private static final PipelineDefinition SPEECH = PipelineDefinitions.load("speech");

    /** Positions of a batch that have a step k ahead, over all k: 8 (12 * 128 - 78). */
    private static final double TERMS = 8 * (12 * 128 - 78);

    @Test
    void shouldCountTheEncodingTheGradientWhereTheLossLooksAndTheLoss() {
        // given: 4095 steps of kernel 10; of each sample 128 that positives are from, and 128 negatives
        double encoding = 10.0 * 512 * (8 * 4095 + 8 * 128 + 128);
        double loss = 3 * TERMS * 512 * (512 + 1 + 128);

        // when, then
        assertThat(StepWork.of(SPEECH, 1).orElseThrow()).isCloseTo(2 * (encoding + loss), within(1.0));
    }

    @Test
    void shouldCountEveryStepOnceWhenTheLossSeesAllOfThem() {
        // given: 128 steps, so that a sub-window of 128 and 128 negatives are more than there are
        double encoding = 512.0 * 4 * 512 * 2 * (8 * 128);
        double loss = 3 * TERMS * 512 * (512 + 1 + 128);

        // when, then
        assertThat(StepWork.of(SPEECH, 5).orElseThrow()).isCloseTo(2 * (encoding + loss), within(1.0));
    }

    @Test
    void shouldCountARecurrentNetworksTwoGradientsOfItsStateAndNoneOfItsInput() {
        // given
        double network = 3 * 256.0 * (2 * 512 + 3 * 256) * 8 * 128;
        double loss = 3 * TERMS * 512 * (256 + 1 + 128);

        // when, then
        assertThat(StepWork.of(SPEECH, 6).orElseThrow()).isCloseTo(2 * (network + loss), within(1.0));
    }

    @Test
    void shouldNotGuessWhenAModuleIsOfAnotherKind() {
        assertThat(StepWork.of(PipelineDefinitions.load("vision"), 1)).isEmpty();
    }
}
