package dev.solera.benchmarks.soak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 10, unit = TimeUnit.MINUTES)
class SoakTest {

    private static final PipelineDefinition PIPELINE = PipelineDefinitions.parse("""
            pipeline: tiny
            input: {kind: audio, sample-rate: 8000, window: 2560}
            batch: 8
            learning-rate: 1e-3
            seed: 3
            loss: {prediction-steps: 4, sub-window: 24, negatives: {form: shared, count: 16}}
            modules:
              - encoder: [{channels: 8, kernel: 10, stride: 5, padding: 2}]
            """);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path folder;

    @Test
    void shouldWatchEveryProcessToTheEndAndLeaveItsFiles() throws Exception {
        // given
        SoakSettings settings = new SoakSettings(PIPELINE, 40, 10, folder.resolve("soak"));

        // when
        SoakReport report = new Soak(settings, line -> {}).run();

        // then
        assertThat(report.processes()).containsExactly("broker", "gateway", "ingest", "module-1", "probe");
        assertThat(report.readings())
                .last()
                .extracting(Reading::step)
                .satisfies(step -> assertThat(step).isGreaterThanOrEqualTo(40));
        assertThat(report.heapAtEnd().values()).allMatch(bytes -> bytes > 0);
        assertThat(Files.readAllLines(folder.resolve("soak/soak.csv")))
                .hasSize(report.readings().size() + 1)
                .first()
                .isEqualTo("step,seconds,broker,gateway,ingest,module-1,probe,disk_inputs,disk_top,disk_rest");
        assertThat(folder.resolve("soak/soak.png")).isNotEmptyFile();
    }
}
