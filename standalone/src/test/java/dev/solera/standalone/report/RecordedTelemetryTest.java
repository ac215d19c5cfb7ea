package dev.solera.standalone.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.pipeline.Identity;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import dev.solera.stream.TelemetryEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordedTelemetryTest {

    private static final long START = 1_700_000_000_000L;
    private static final String RUN = "main";

    @TempDir
    private Path parent;

    @Test
    void shouldTellAgainWhatARunHasWrittenDown() throws Exception {
        // given
        List<TelemetryEvent> told = List.of(
                step(1, 1, 4.5, 1.25),
                step(2, 1, 0, 0),
                step(1, 2, 4.25, 1.5),
                accuracy(0, "raw", 0.25, 0.2, 0.3),
                accuracy(1, "trained", 0.75, 0.7, 0.8),
                accuracy(1, "untrained", 0.5, 0.5, 0.5));
        RunFolder folder = write(told);
        List<TelemetryEvent> heard = new ArrayList<>();

        // when
        new RecordedTelemetry(folder, RUN).feed(heard::add).close();

        // then
        assertThat(heard.get(0)).isInstanceOfSatisfying(TelemetryEvent.Source.class, source -> {
            assertThat(source.origin()).isEqualTo("made up");
            assertThat(source.labels()).isEqualTo(Map.of("speaker", new TelemetryEvent.Label(2, false)));
            assertThat(source.trainSamples()).isEqualTo(16);
        });
        assertThat(steps(heard))
                .usingRecursiveComparison()
                .withEqualsForType(Double::equals, Double.class)
                .ignoringFields(NOT_WRITTEN)
                .isEqualTo(steps(told));
        assertThat(accuracies(heard))
                .usingRecursiveFieldByFieldElementComparatorIgnoringFields("time", "validation", "perClass")
                .containsExactlyInAnyOrderElementsOf(accuracies(told));
        assertThat(steps(heard)).extracting(TelemetryEvent.Step::isFrozen).containsExactly(false, true, false);
        assertThat(heard.stream().filter(TelemetryEvent.Finished.class::isInstance))
                .extracting(event -> ((TelemetryEvent.Finished) event).service())
                .startsWith("ingest", "module-1")
                .endsWith("module-6", "probe");
    }

    private static final String[] NOT_WRITTEN = {
        "bound", "trainSeconds", "waitSeconds", "publishSeconds", "lag", "bytesIn", "bytesOut"
    };

    /** Runs of earlier versions wrote down less. */
    @Test
    void shouldTellStepsOfARunThatWroteNoContrastiveAccuracy() throws Exception {
        // given
        RunFolder folder = write(List.of());
        Files.writeString(
                folder.metrics(),
                "time,module,step,samples,loss,samples_per_second\n2023-11-14T22:13:20.200Z,1,1,8,4.500000,32.00\n");
        List<TelemetryEvent> heard = new ArrayList<>();

        // when
        new RecordedTelemetry(folder, RUN).feed(heard::add).close();

        // then
        assertThat(steps(heard)).singleElement().satisfies(step -> {
            assertThat(step.loss()).isEqualTo(4.5);
            assertThat(step.contrastiveAccuracy()).isNaN();
        });
    }

    private RunFolder write(List<TelemetryEvent> events) throws IOException {
        RunFolder folder = RunFolder.create(parent.resolve("run"));
        PipelineDefinition definition = PipelineDefinitions.load("speech-small");
        Files.writeString(folder.pipeline(), PipelineDefinitions.format(definition));
        try (RunRecorder recorder = new RunRecorder(folder)) {
            events.forEach(recorder::accept);
            recorder.finish();
        }
        new RunProvenance(
                        "1",
                        List.of(),
                        "2023-11-14T22:13:20Z",
                        "2023-11-14T22:23:20Z",
                        RunProvenance.FINISHED,
                        Identity.of(definition),
                        1,
                        "float32",
                        List.of("cpu"),
                        "greedy",
                        "pad",
                        Map.of(),
                        new RunProvenance.Data(
                                "made up",
                                "0",
                                10,
                                2,
                                Map.of(),
                                Map.of("speaker", List.of("a", "b")),
                                Optional.empty()),
                        definition.placement(),
                        List.of(1),
                        "none",
                        Map.of(),
                        Map.of("ingest", Map.of("train", 16L)))
                .write(folder.provenance());
        return folder;
    }

    private static List<TelemetryEvent.Step> steps(List<TelemetryEvent> events) {
        return events.stream()
                .filter(TelemetryEvent.Step.class::isInstance)
                .map(TelemetryEvent.Step.class::cast)
                .toList();
    }

    private static List<TelemetryEvent.Accuracy> accuracies(List<TelemetryEvent> events) {
        return events.stream()
                .filter(TelemetryEvent.Accuracy.class::isInstance)
                .map(TelemetryEvent.Accuracy.class::cast)
                .toList();
    }

    private static TelemetryEvent step(int module, long step, double loss, double bound) {
        double accuracy = loss == 0 ? Double.NaN : 0.5;
        return new TelemetryEvent.Step(
                RUN, START + 200 * step, module, step, 8 * step, loss, bound, accuracy, 3, 0.2, 0.04, 0.01, 4, 0, 0);
    }

    private static TelemetryEvent accuracy(int depth, String network, double value, double low, double high) {
        return new TelemetryEvent.Accuracy(
                RUN, START, depth, "speaker", network, false, value, low, high, 0.74, 120, 2, 0.75);
    }
}
