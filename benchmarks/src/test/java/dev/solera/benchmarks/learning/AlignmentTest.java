package dev.solera.benchmarks.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlignmentTest {

    private static final String TINY = """
            pipeline: tiny
            input: {kind: audio, sample-rate: 16000, window: 1600}
            batch: 4
            learning-rate: 1e-3
            seed: 1
            wire: {precision: float32}
            loss: {prediction-steps: 2, sub-window: 8, negatives: {form: shared, count: 4}}
            modules:
              - encoder:
                  - {channels: 4, kernel: 10, stride: 5, padding: 2}
                  - {channels: 4, kernel: 8, stride: 4, padding: 2}
              - context: {hidden: 4}
            """;

    @TempDir
    private Path folder;

    @Test
    void shouldFindTheTopModulesGradientAlikeAndTellEveryLook() throws Exception {
        // when
        List<String> lines = new Alignment(settings(List.of(0L, 8L), 64), line -> {}).run();

        // then
        List<List<String>> rows = lines.stream()
                .skip(2)
                .map(line -> Arrays.stream(line.split("\\|"))
                        .map(String::strip)
                        .skip(1)
                        .toList())
                .toList();
        assertThat(rows)
                .extracting(row -> row.get(0) + row.get(1))
                .containsExactly("0end-to-end", "itself", "8end-to-end", "itself");
        // The loss of the last module is the merged network's, so that only draws of negatives and positions part them.
        double top = Double.parseDouble(rows.get(0).get(3));
        assertThat(top).isGreaterThan(0.5).isLessThanOrEqualTo(1);
        assertThat(Double.parseDouble(rows.get(0).get(2))).isBetween(-1.0, 0.99);
    }

    @Test
    void shouldNameParametersAsTheMergedModuleDoes() {
        PipelineDefinition greedy = PipelineDefinitions.load("speech-small");

        assertThat(MergedNames.of("encoder.0.weight", greedy, 3)).isEqualTo("encoder.2.weight");
        assertThat(MergedNames.of("context.weight", greedy, 6)).isEqualTo("context.weight");
        assertThat(MergedNames.isThere("predictor.1", greedy, 5)).isFalse();
        assertThat(MergedNames.isThere("predictor.1", greedy, 6)).isTrue();
    }

    @Test
    void shouldRefuseNumbersThatDoNotFit() {
        assertThatThrownBy(() -> settings(List.of(8L, 4L), 2))
                .hasMessage("--after is [8, 4]; allowed: increasing, 0 or more");
        assertThatThrownBy(() -> new Alignment(settings(List.of(2L), 2), line -> {}))
                .hasMessage("--after is [2]; allowed: multiples of the batch, which is 4");
        assertThatThrownBy(() -> settings(List.of(0L), 3)).hasMessage("--batches is 3; allowed: an even number");
        assertThatThrownBy(() -> settings(List.of(0L), 2, Map.of(), List.of(4L, 4L)))
                .hasMessage("--seeds is [4, 4]; allowed: each once");
        assertThatThrownBy(() -> settings(List.of(0L), 2, Map.of("seed", "7"), List.of(1L)))
                .hasMessage("--set seed is 7; allowed: --seeds, a trial each");
    }

    private AlignmentSettings settings(List<Long> after, int batches) throws Exception {
        return settings(after, batches, Map.of(), List.of(1L));
    }

    private AlignmentSettings settings(List<Long> after, int batches, Map<String, String> overrides, List<Long> seeds)
            throws Exception {
        Path pipeline = Files.writeString(folder.resolve("tiny.yaml"), TINY);
        return new AlignmentSettings(
                pipeline.toString(), overrides, Map.of("solera.ingest.source", "synthetic"), after, batches, seeds);
    }
}
