package dev.solera.benchmarks.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.engine.EngineException;
import dev.solera.definition.InvalidDefinitionException;
import dev.solera.engine.ComputeDevice;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import dev.solera.probe.accuracy.Network;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LearningMeasurementTest {

    private static final String TINY = """
            pipeline: tiny
            input: {kind: audio, sample-rate: 16000, window: 1600}
            batch: 4
            learning-rate: 1e-3
            seed: 1
            loss: {prediction-steps: 2, sub-window: 8, negatives: {form: shared, count: 4}}
            modules:
              - encoder: [{channels: 4, kernel: 10, stride: 5, padding: 2}]
              - encoder: [{channels: 4, kernel: 8, stride: 4, padding: 2}]
            """;

    /** A GPU that no machine has. */
    private static final ComputeDevice NOWHERE = new ComputeDevice(999);

    @TempDir
    private Path folder;

    private Path pipeline;

    @BeforeEach
    void writeDefinition() throws Exception {
        pipeline = Files.writeString(folder.resolve("tiny.yaml"), TINY);
    }

    @Test
    void shouldMakeEachTrialOnceWhenItGoesOnLater() throws Exception {
        // given
        List<String> said = new ArrayList<>();
        new LearningMeasurement(settings(List.of(), List.of(1L)), said::add).run();
        FileTime made = FileTime.fromMillis(0);
        Path result = folder.resolve("trials/as-it-is-seed-1.json");
        // As it was written when there were no trials on a GPU.
        Files.writeString(result, Files.readString(result).replace("\"gpu\":null,", ""));
        Files.setLastModifiedTime(result, made);

        // when
        List<String> lines = new LearningMeasurement(settings(List.of("batch=2"), List.of(1L)), said::add)
                .run()
                .lines();

        // then
        assertThat(said).hasSize(3).element(2).asString().startsWith("trial 2 of 2: `batch=2`, seed 1: ");
        assertThat(Files.getLastModifiedTime(result)).isEqualTo(made);
        assertThat(lines).anyMatch(line -> line.startsWith("| speaker, %"));
    }

    @Test
    void shouldTrainOneAfterAnotherSlowedAndMerged() throws Exception {
        // given
        List<String> varied = List.of("slowed=2:1", "slowed=2:4", "train=one-after-another", "baseline=end-to-end");

        // when
        List<TrialResult> results = new ArrayList<>();
        for (Trial trial : settings(varied, List.of(1L)).trials()) {
            results.add(new TrialRun(trial.task()).run());
        }

        // then
        TrialResult loop = results.get(0);
        assertThat(loop.rows())
                .extracting(TrialResult.Row::network)
                .contains(Network.TRAINED, Network.UNTRAINED)
                .doesNotContain(Network.RAW);
        assertThat(loop.rows()).extracting(TrialResult.Row::depth).contains(1, 2);
        assertThat(loop.seconds()).isPositive();
        assertThat(loop.deadChannels()).hasSize(2);
        // A module that keeps up learns as in the loop; one that does not, from the first of four batches alone.
        assertThat(results.get(1).rows()).isEqualTo(loop.rows());
        assertThat(rows(results.get(2), 1)).isEqualTo(rows(loop, 1));
        assertThat(rows(results.get(2), 2)).isNotEqualTo(rows(loop, 2));
        // The first module learns from the same samples either way.
        assertThat(rows(results.get(3), 1)).isEqualTo(rows(loop, 1));
        assertThat(results.get(3).task().phases()).hasSize(2);
        assertThat(results.get(4).depth()).isEqualTo(1);
    }

    @Test
    void shouldNameTheLogWhenATrialFails() throws Exception {
        // given
        Files.createDirectories(folder.resolve("trials/as-it-is-seed-1.json.part"));

        // then
        assertThatThrownBy(() -> new LearningMeasurement(settings(List.of(), List.of(1L)), line -> {}).run())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("trial as it is, seed 1 ended with status 1; see ");
    }

    @Test
    void shouldDecideTheArithmeticThatIsLeftOpen() {
        assertThat(settings(List.of("arithmetic=auto"), List.of(1L))
                        .trials()
                        .get(1)
                        .task()
                        .phases())
                .singleElement()
                .asString()
                .doesNotContain("auto");
    }

    @Test
    void shouldVaryAScheduleAsAWholeAndByItsKeys() {
        String whole = "learning-rate={peak: 2e-3, warm-up: 8, decay: cosine, samples: 64}";

        assertThat(settings(List.of(whole, "learning-rate.peak=2e-3;learning-rate.warm-up=8"), List.of(1L))
                        .trials())
                .extracting(
                        trial -> PipelineDefinitions.parse(trial.task().phases().get(0))
                                .learningRate()
                                .at(64))
                .containsExactly(1e-2, 2e-5, 2e-3);
    }

    @Test
    void shouldRefuseWhatCannotBeTrainedBeforeAnythingIs() {
        assertThatThrownBy(() -> settings(List.of("batch=3"), List.of(1L)))
                .hasMessage("--samples is 64; allowed: a multiple of the batch, which is 3");
        assertThatThrownBy(() -> settings(List.of("batch=2", "batch=2"), List.of(1L)))
                .hasMessage("--vary is batch=2; allowed: each once");
        assertThatThrownBy(() -> settings(List.of(), List.of(1L, 1L)))
                .hasMessage("--seeds is [1, 1]; allowed: each once");
        assertThatThrownBy(() -> settings(List.of("bach=2"), List.of(1L))).hasMessageContaining("bach");
        assertThatThrownBy(() -> settings(List.of("batch=2;seed=7"), List.of(1L)))
                .hasMessage("--vary is batch=2;seed=7; allowed: other keys than seed, which is of --seeds");
    }

    @Test
    void shouldComputeEveryTrialOnTheGpuThatIsNamed() {
        // given
        LearningSettings here = settings(List.of("batch=2"), List.of(1L));
        LearningSettings there = new LearningSettings(
                here.pipeline(),
                here.overrides(),
                here.variants(),
                NOWHERE,
                here.ingest(),
                here.samples(),
                here.seeds(),
                1,
                here.folder());

        // then
        assertThat(here.trials()).extracting(trial -> trial.task().device()).containsOnly(ComputeDevice.CPU);
        assertThat(there.trials())
                .hasSize(2)
                .allSatisfy(trial -> assertThatThrownBy(new TrialRun(trial.task())::run)
                        .isInstanceOf(InvalidDefinitionException.class)
                        .hasMessageStartingWith("gpu is cuda:999; allowed: cpu"));
    }

    @Test
    void shouldMakeNothingOnProcessorsWhenAStackIsOnAGpu() {
        PipelineDefinition definition = PipelineDefinitions.parse(TINY);

        assertThatThrownBy(() -> TrainedStack.untrained(definition, NOWHERE)).isInstanceOf(EngineException.class);
    }

    private LearningSettings settings(List<String> varied, List<Long> seeds) {
        return LearningSettings.of(
                pipeline.toString(),
                Map.of("wire.precision", "float32", "learning-rate", "1e-2"),
                varied,
                ComputeDevice.CPU,
                Map.of("solera.ingest.source", "synthetic", "solera.ingest.evaluation-limit", 60),
                64,
                seeds,
                2,
                folder.resolve("trials"));
    }

    private static List<TrialResult.Row> rows(TrialResult result, int depth) {
        return result.rows().stream().filter(row -> row.depth() == depth).toList();
    }
}
