package dev.solera.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SnapshotSetsTest {

    private static final String YAML = """
            pipeline: sets
            input: {kind: audio, sample-rate: 8000, window: 640}
            batch: 4
            learning-rate: 1e-3
            seed: 5
            snapshot-samples: 8
            flow: {mode: %s, lag-bound: 16, in-flight: 8}
            loss: {prediction-steps: 3, sub-window: 16, negatives: {form: shared, count: 10}}
            modules:
              - encoder: [{channels: 8, kernel: 10, stride: 5, padding: 2}]
              - encoder: [{channels: 8, kernel: 8, stride: 4, padding: 2}]
            """;

    private SnapshotSets sets = new SnapshotSets(definition("lossless"));

    private static PipelineDefinition definition(String mode) {
        return PipelineDefinitions.parse(YAML.formatted(mode));
    }

    private Optional<List<Long>> accept(int module, long samples) {
        return accept(module, samples, "1");
    }

    private Optional<List<Long>> accept(int module, long samples, String slot) {
        return sets.accept(new Snapshot(module, samples, Map.of(), new Reference(1, 1, new float[] {1})), slot)
                .map(set -> set.stream().map(Snapshot::samples).toList());
    }

    @Test
    void shouldMakeASetOnceAllModulesHaveTrainedOnAsManySamples() {
        assertThat(accept(1, 0)).isEmpty();
        assertThat(accept(1, 8)).isEmpty();
        assertThat(accept(2, 0)).contains(List.of(0L, 0L));
        assertThat(accept(1, 16)).isEmpty();
        assertThat(accept(2, 8)).contains(List.of(8L, 8L));
    }

    @Test
    void shouldMakeNoSetThatIsOlderThanOneBefore() {
        accept(1, 16);
        accept(1, 8);
        assertThat(accept(2, 16)).contains(List.of(16L, 16L));

        assertThat(accept(2, 8)).isEmpty();
        assertThat(accept(1, 16)).isEmpty();
        assertThat(accept(2, 16)).isEmpty();
    }

    /** As where a module is away for good: what waits for it is bounded. */
    @Test
    void shouldForgetTheOldestWhenAModulePublishesNothing() {
        for (long samples = 0; samples < 8000; samples += 8) {
            assertThat(accept(1, samples)).isEmpty();
        }

        assertThat(accept(2, 0)).isEmpty();
        assertThat(accept(2, 7992)).contains(List.of(7992L, 7992L));
    }

    /** The record that module 2 could not read held a batch. */
    @Test
    void shouldMakeASetOfTheLastOnesWhenModulesEndAfterDifferentNumbers() {
        accept(1, 8);
        assertThat(accept(2, 8)).contains(List.of(8L, 8L));
        assertThat(accept(1, 16)).isEmpty();
        assertThat(accept(1, 20, SnapshotSchedule.LAST)).isEmpty();

        assertThat(accept(2, 16, SnapshotSchedule.LAST)).contains(List.of(20L, 16L));

        assertThat(accept(2, 16, SnapshotSchedule.LAST)).isEmpty();
        assertThat(accept(1, 16)).isEmpty();
    }

    /** What module 1 trained on behind it, module 2 put aside. */
    @Test
    void shouldMakeASetOfTheLastOnesWhenAModuleEndsWithTheOneOfTheSetBefore() {
        accept(1, 8);
        assertThat(accept(2, 8)).contains(List.of(8L, 8L));
        accept(1, 12, SnapshotSchedule.LAST);

        assertThat(accept(2, 8, SnapshotSchedule.LAST)).contains(List.of(12L, 8L));
    }

    @Test
    void shouldMakeASetOfTheLastOnesOnceWhenModulesEndAfterTheSameNumber() {
        accept(1, 8);
        accept(2, 8);
        accept(1, 8, SnapshotSchedule.LAST);
        assertThat(accept(2, 8, SnapshotSchedule.LAST)).isEmpty();
        sets = new SnapshotSets(definition("lossless"));

        accept(1, 12, SnapshotSchedule.LAST);

        assertThat(accept(2, 12, SnapshotSchedule.LAST)).contains(List.of(12L, 12L));
        assertThat(accept(1, 12, SnapshotSchedule.LAST)).isEmpty();
    }

    @Test
    void shouldMakeASetOfTheNewestWhenModulesPassSamplesOver() {
        sets = new SnapshotSets(definition("latest"));

        assertThat(accept(1, 0)).isEmpty();
        assertThat(accept(2, 0)).contains(List.of(0L, 0L));
        assertThat(accept(1, 8)).isEmpty();
        assertThat(accept(1, 80)).isEmpty();
        assertThat(accept(2, 8)).contains(List.of(80L, 8L));
        assertThat(accept(1, 72)).isEmpty();
    }
}
