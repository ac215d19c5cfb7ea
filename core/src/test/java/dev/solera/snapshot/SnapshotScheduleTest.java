package dev.solera.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.solera.definition.InvalidDefinitionException;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

class SnapshotScheduleTest {

    /** Named by the test's parameters. */
    static final List<String> BUNDLED = PipelineDefinitions.BUNDLED;

    private static PipelineDefinition definition(String key) {
        return PipelineDefinitions.parse("""
                pipeline: scheduled
                input: {kind: audio, sample-rate: 8000, window: 640}
                batch: 4
                learning-rate: 1e-3
                seed: 11
                flow: {lag-bound: 20, in-flight: 16}
                loss: {prediction-steps: 3, sub-window: 24, negatives: {form: shared, count: 16}}
                modules:
                  - encoder: [{channels: 8, kernel: 10, stride: 5, padding: 2}]
                  - context: {hidden: 6}
                """ + key);
    }

    @Test
    void shouldComeEveryFewStepsWhenNothingIsSaid() {
        assertThat(SnapshotSchedule.of(definition("")).interval()).isEqualTo(64 * 4);
    }

    /** Two stages of 20 samples in between and 4 batches of 4 each: 72 samples, which are 9 snapshots. */
    @Test
    void shouldHaveRoomForAllThatTheFirstModuleIsAheadOfTheTop() {
        SnapshotSchedule schedule = SnapshotSchedule.of(definition("snapshot-samples: 8\n"));

        Set<String> slots = new HashSet<>();
        for (long samples = 0; samples <= 72; samples += 8) {
            assertThat(schedule.isDue(samples)).isTrue();
            slots.add(schedule.slot(samples));
        }
        assertThat(slots).hasSize(10);
        assertThat(schedule.isDue(12)).isFalse();
        assertThat(schedule.slot(8 * 11)).isEqualTo(schedule.slot(0));
    }

    @ParameterizedTest
    @FieldSource("BUNDLED")
    void shouldKeepAFewWhenTheDefinitionIsBundled(String name) {
        assertThat(SnapshotSchedule.of(PipelineDefinitions.load(name)).slots()).isBetween(2L, 5L);
    }

    @ParameterizedTest(name = "snapshot-samples: {0}")
    @CsvSource({"0", "-4", "6"})
    void shouldBeRefusedWhenItIsNoMultipleOfTheBatch(int samples) {
        assertThatThrownBy(() -> definition("snapshot-samples: " + samples + "\n"))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessage("snapshot-samples is %d; allowed: a multiple of the batch, here 4".formatted(samples));
    }
}
