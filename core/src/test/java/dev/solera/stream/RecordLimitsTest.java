package dev.solera.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import org.junit.jupiter.api.Test;

class RecordLimitsTest {

    /** One module on a window of 320 samples: stage 1 is [channels, 40]. */
    private static PipelineDefinition definition(int channels, int recordBytes) {
        return PipelineDefinitions.parse("""
                pipeline: limits
                input: {kind: audio, sample-rate: 8000, window: 320}
                batch: 4
                learning-rate: 2e-4
                seed: 1
                wire: {precision: float32, record-bytes: %d}
                loss: {prediction-steps: 2, sub-window: 8, negatives: {form: shared, count: 4}}
                modules:
                  - encoder: [{channels: %d, kernel: 8, stride: 8, padding: 0}]
                """.formatted(recordBytes, channels));
    }

    @Test
    void shouldHoldTheLargestRecordSizeThatADefinitionMayName() {
        RecordLimits limits = RecordLimits.of(definition(8, 1 << 29), 1);

        assertThat(limits.valueBytes()).isGreaterThan(1 << 29);
        assertThat(limits.batchBytes()).isGreaterThan(limits.valueBytes()).isLessThan(1 << 30);
    }

    /** 49 patches of 256 channels of 16 by 16 in two bytes each, labels, headers. */
    @Test
    void shouldHoldOneSampleOfThePapersPicturesThoughItIsLargerThanARecord() {
        PipelineDefinition vision = PipelineDefinitions.load("vision");

        RecordLimits limits = RecordLimits.of(vision, 1);

        assertThat(limits.valueBytes()).isEqualTo(49 * 256 * 16 * 16 * 2 + 16 * 8 + (64 << 10));
        assertThat(RecordLimits.of(vision, 3).valueBytes()).isEqualTo((1 << 20) + (64 << 10));
    }

    @Test
    void shouldRefuseASampleThatNoRecordHolds() {
        PipelineDefinition definition = definition(7_000_000, 4096);

        assertThatThrownBy(() -> RecordLimits.of(definition, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a sample at depth 1 has 1120000512 bytes; allowed: less than 1 GiB");
    }
}
