package dev.solera.benchmarks.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.solera.pipeline.WireDefinition.Compression;
import dev.solera.pipeline.WireDefinition.Precision;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WireMeasurementTest {

    private static final String TINY = """
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
              - encoder:
                  - {layer: residual, block: basic, blocks: 1, width: 6, stride: 2}
                  - {layer: spatial-mean}
            """;

    private static final int PATCHES = 5 * 5;

    @Test
    void shouldTellEveryDepthPrecisionAndCompressionOfWhatWasTrained(@TempDir Path folder) throws Exception {
        // given
        Path file = Files.writeString(folder.resolve("tiny.yaml"), TINY);
        var settings = new WireSettings(
                file.toString(),
                Map.of("batch", "2", "arithmetic", "auto"),
                Map.of("solera.ingest.steps", 2, "solera.ingest.evaluation-limit", 20),
                6);
        List<String> said = new ArrayList<>();

        // when
        WireReport report = new WireMeasurement(settings, said::add).run();

        // then
        assertThat(said).hasSize(3);
        assertThat(report.costs()).hasSize(2 * 3 * 3).allSatisfy(cost -> {
            assertThat(cost.bytes()).isPositive();
            assertThat(cost.out()).isPositive();
            assertThat(cost.in()).isPositive();
        });
        double values = PATCHES * 4 * 8 * 8;
        assertThat(bytes(report, Precision.FLOAT32, Compression.NONE)).isCloseTo(4 * values, within(600.0));
        assertThat(bytes(report, Precision.BFLOAT16, Compression.NONE)).isCloseTo(2 * values, within(600.0));
        assertThat(bytes(report, Precision.INT8, Compression.NONE)).isCloseTo(values, within(600.0));
        assertThat(bytes(report, Precision.INT8, Compression.ZSTD)).isLessThan(values);
        assertThat(report.accuracies()).containsOnlyKeys(WireSettings.PRECISIONS);
        assertThat(report.lines())
                .hasSize(2 + 18 + 1 + 2 + 2 * 3 * 3)
                .anyMatch(line -> line.startsWith("| 1 | float32 | none | ") && line.contains("| 100 % |"))
                .anyMatch(line -> line.startsWith("| shape | 2 | int8 | "));
    }

    private static double bytes(WireReport report, Precision precision, Compression compression) {
        return report.costs().stream()
                .filter(cost -> cost.depth() == 1 && cost.precision() == precision && cost.compression() == compression)
                .findFirst()
                .orElseThrow()
                .bytes();
    }
}
