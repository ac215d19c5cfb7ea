package dev.solera.standalone.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.engine.ComputeDevice;
import dev.solera.pipeline.PipelineDefinitions;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TrainSettingsTest {

    @Test
    void shouldWriteDownAbsolutePathsSoThatARunCanBeGoneOnWithFromEverywhere() {
        // given
        String here = Path.of("").toAbsolutePath().toString();

        // when
        Map<String, String> properties = settings(Map.of(
                        "solera.ingest.source", "recordings",
                        "solera.ingest.labels", "table:meta/../meta.csv",
                        "solera.ingest.held-out", "list:test.txt",
                        "solera.ingest.frame-labels", "phone=aligned/*.TextGrid"))
                .toProperties();

        // then
        assertThat(properties)
                .containsEntry("solera.ingest.source", here + "/recordings")
                .containsEntry("solera.ingest.labels", "table:" + here + "/meta.csv")
                .containsEntry("solera.ingest.held-out", "list:" + here + "/test.txt")
                .containsEntry("solera.ingest.frame-labels", "phone=" + here + "/aligned/*.TextGrid");
    }

    @Test
    void shouldWriteDownWhatIsGivenWhenItNamesNoFile() {
        // given
        Map<String, String> ingest = Map.of(
                "solera.ingest.source", "synthetic:speech",
                "solera.ingest.labels", "(?<speaker>\\w+)",
                "solera.ingest.held-out", "hash:0.1:speaker",
                "solera.ingest.frame-labels", "");

        // then
        assertThat(settings(Map.copyOf(ingest)).toProperties()).containsAllEntriesOf(ingest);
    }

    private static TrainSettings settings(Map<String, Object> ingest) {
        return new TrainSettings(
                PipelineDefinitions.load("speech-small"),
                List.of(ComputeDevice.CPU),
                ingest,
                Optional.empty(),
                Path.of("runs/first"),
                Optional.empty(),
                "test",
                List.of());
    }
}
