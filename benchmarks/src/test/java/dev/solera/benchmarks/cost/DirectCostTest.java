package dev.solera.benchmarks.cost;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectCostTest {

    @TempDir
    private Path folder;

    @Test
    void shouldMeasureRealCheckpointsOfAModule() throws Exception {
        // given
        PipelineDefinition definition = PipelineDefinitions.load("speech-small");

        // when
        DirectCost cost = DirectCost.of(definition, 2, folder);

        // then: weights of the convolution and K predictors, with two moments each
        long parameters = 64 * 64 * 8 + 64 + 12 * 64 * 64;
        assertThat(cost.bytes()).isBetween(3 * Float.BYTES * parameters, 3 * Float.BYTES * parameters + 10_000);
        assertThat(List.of(cost.held(), cost.processor())).allMatch(time -> time.toNanos() > 0);
        assertThat(folder).isDirectoryContaining("glob:**.checkpoint");
    }
}
