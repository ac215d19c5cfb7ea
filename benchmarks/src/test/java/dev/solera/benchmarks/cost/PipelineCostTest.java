package dev.solera.benchmarks.cost;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.pipeline.PipelineDefinitions;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PipelineCostTest {

    @Test
    void shouldFindAFaultOnlyWhereTheIntervalExcludesTheBound() {
        assertThat(cost(1.30, 1.31, 1.32).faults()).containsExactly("processor time a step is 1.310 (1.285 to 1.335)");
        assertThat(cost(1.05, 1.20, 1.30).faults()).hasSize(1);
        assertThat(cost(1.05, 1.06).faults()).isEmpty();
    }

    @Test
    void shouldCountTheLoopsOwnProcessorTime(@TempDir Path folder) throws Exception {
        // given
        var tiny = PipelineDefinitions.parse("""
                pipeline: tiny
                input: {kind: image, size: 24}
                batch: 4
                learning-rate: 1e-3
                seed: 1
                loss: {objective: vertical-info-nce, prediction-steps: 2, negatives: {form: shared, count: 8}}
                modules:
                  - encoder:
                      - {layer: patches, size: 8, stride: 4}
                      - {layer: conv2d, channels: 4, kernel: 3, padding: 1}
                """);

        // when
        LoopCost cost = LoopCost.inProcesses(tiny, 60, folder.resolve("loop"));

        // then: 60 steps take time that Linux counts in hundredths of a second, and none takes a second
        assertThat(cost.secondsPerStep()).isPositive().isLessThan(1);
    }

    @Test
    void shouldTellWhatAPipelineTakesWithoutItsCompilers() {
        Usage usage = new Usage(Map.of(Work.TRAIN, 2.0, Work.COMPILE, 0.5), List.of(), Map.of());

        assertThat(new PipelineCost.Pair(2, new Window(1, 2.5, usage)).withoutCompilers())
                .isEqualTo(2.0);
    }

    @Test
    void shouldGiveProcessesMoreMemoryWhenSamplesAreLarge() {
        assertThat(Window.options(PipelineDefinitions.load("speech-small"))).contains("-Xmx1024m");
        assertThat(Window.options(PipelineDefinitions.load("vision"))).contains("-Xmx3136m");
    }

    private static PipelineCost cost(double... ratios) {
        Usage none = new Usage(Map.of(), List.of(), Map.of());
        return new PipelineCost(
                PipelineDefinitions.load("speech"),
                Arrays.stream(ratios)
                        .mapToObj(ratio -> new PipelineCost.Pair(1, new Window(1, ratio, none)))
                        .toList());
    }
}
