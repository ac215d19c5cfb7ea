package dev.solera.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerDiskTest {

    private final PipelineDefinition definition = PipelineDefinitions.load("speech-small");

    @TempDir
    private Path data;

    @Test
    void shouldTellTopicsApartByWhatBoundsThem() throws IOException {
        // given
        file("solera.speech-small.activations.0-0/00.log", 100);
        file("solera.speech-small.activations.5-1/00.log", 20);
        file("solera.speech-small.activations.6-0/00.log", 3000);
        file("solera.speech-small.activations.6.dlt-0/00.log", 7);
        file("solera.speech-small.telemetry-0/00.log", 40_000);
        file("meta.properties", 500_000);

        // when
        BrokerDisk disk = BrokerDisk.of(data, definition);

        // then
        assertThat(disk).isEqualTo(new BrokerDisk(120, 3000, 540_007));
        assertThat(disk.total()).isEqualTo(543_127);
    }

    private void file(String name, int size) throws IOException {
        Path file = data.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, new byte[size]);
    }
}
