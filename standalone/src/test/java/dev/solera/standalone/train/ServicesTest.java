package dev.solera.standalone.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.engine.ComputeDevice;
import dev.solera.ingest.synthetic.SyntheticSpeech;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import dev.solera.standalone.report.RunFolder;
import dev.solera.standalone.stack.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the services of a run are told. */
class ServicesTest {

    private static final String FROM = "solera.module.from";

    private final PipelineDefinition definition = PipelineDefinitions.load("speech-small");

    @TempDir
    private Path parent;

    @Test
    void shouldHaveModulesBeginWithTheRunsOwnCopyWhenParametersWereTakenOver() throws IOException {
        // given
        Path earlier = Files.createDirectories(parent.resolve("earlier"));
        Files.writeString(earlier.resolve("1.safetensors"), "parameters");
        RunFolder folder = RunFolder.create(parent.resolve("run"));

        // when
        folder.takeOver(earlier);

        // then
        assertThat(folder.path().resolve("start/1.safetensors")).hasContent("parameters");
        assertThat(modules(folder))
                .hasSize(6)
                .allSatisfy(module -> assertThat(module.settings())
                        .containsEntry(FROM, folder.path().resolve("start").toString()));
    }

    @Test
    void shouldHaveModulesDrawTheirParametersWhenNothingWasTakenOver() {
        assertThat(modules(RunFolder.create(parent.resolve("run"))))
                .hasSize(6)
                .allSatisfy(module -> assertThat(module.settings()).containsEntry(FROM, ""));
    }

    @Test
    void shouldHaveModulesComputedOnTheDeviceThatTheRunIsOnNow() {
        assertThat(modules(RunFolder.create(parent.resolve("run")), ComputeDevice.CPU, new ComputeDevice(1)))
                .hasSize(6)
                .allSatisfy(module -> assertThat(module.settings()).containsEntry("solera.module.device", "cuda:1"));
    }

    private List<Service> modules(RunFolder folder) {
        return modules(folder, ComputeDevice.CPU);
    }

    private List<Service> modules(RunFolder folder, ComputeDevice... devices) {
        var settings = new TrainSettings(
                definition,
                List.of(devices),
                Map.of(),
                Optional.empty(),
                folder.path(),
                Optional.empty(),
                "test",
                List.of());
        var corpus = new SyntheticSpeech(definition.seed(), definition.audio().sampleRate());
        return Services.of(settings, corpus, folder, "localhost:1").services().stream()
                .filter(service -> service.name().startsWith("module-"))
                .toList();
    }
}
