package dev.solera.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.solera.benchmarks.TinyDefinition;
import dev.solera.harness.process.ProcessSettings;
import dev.solera.pipeline.PipelineDefinitions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunningStackTest {

    @TempDir
    private Path folder;

    /** As where the log of one cannot be written. */
    @Test
    void shouldLeaveNoProcessBehindWhenOneCannotBeStarted() throws Exception {
        // given
        Files.createDirectories(folder.resolve("logs/ingest.log"));
        var settings = new ProcessSettings(
                PipelineDefinitions.parse(TinyDefinition.TEXT),
                "cost",
                Map.of(),
                Map.of(),
                Map.of(),
                Set.of(),
                List.of(),
                Map.of(),
                folder);

        // then
        assertThatThrownBy(() -> new RunningStack(settings)).hasMessage("ingest cannot be started");
        assertThat(ProcessHandle.current().children()).noneMatch(ProcessHandle::isAlive);
    }
}
