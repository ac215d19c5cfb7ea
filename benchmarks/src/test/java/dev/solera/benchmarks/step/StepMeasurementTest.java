package dev.solera.benchmarks.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.solera.benchmarks.TinyDefinition;
import dev.solera.pipeline.WireDefinition.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StepMeasurementTest {

    /** It asks for labels, which a step by itself has none of. */
    private static final StepForm WITH_LABELS = new StepForm.Solera(
            "supervised", Precision.FLOAT32, false, Map.of("baseline", "supervised:digit:10"), Map.of());

    @TempDir
    private Path folder;

    private Path pipeline;

    @BeforeEach
    void writePipeline() throws IOException {
        pipeline = TinyDefinition.in(folder);
    }

    @Test
    void shouldLeaveOutPyTorchWhenThereIsNone() throws Exception {
        // when
        StepReport report = measure(StepForm.ALL.subList(0, 1));

        // then
        assertThat(report.leftOut().values()).containsExactly("there is no Python with PyTorch (see --python)");
        assertThat(report.forms()).isEmpty();
    }

    @Test
    void shouldEndWhenNoneOfSolerasOwnFormsIsLeft() throws Exception {
        assertThatThrownBy(() -> measure(List.of(WITH_LABELS)))
                .isInstanceOf(WorkerFailedException.class)
                .hasMessageContaining("(module-1-supervised.log)");
    }

    @Test
    void shouldLeaveOutAFormOfSolerasOwnWhenAnotherOneWorks() throws Exception {
        // given
        StepForm plain = new StepForm.Solera("plain", Precision.FLOAT32, false, Map.of(), Map.of());

        // when
        StepReport report = measure(List.of(WITH_LABELS, plain));

        // then
        assertThat(report.forms()).extracting(FormTimes::form).containsExactly(plain);
        assertThat(report.leftOut()).containsOnlyKeys(WITH_LABELS);
    }

    private StepReport measure(List<StepForm> forms) throws IOException {
        var settings = new StepSettings(
                pipeline.toString(),
                Map.of(),
                1,
                3,
                forms,
                Optional.empty(),
                Files.createTempDirectory(folder, "step"));
        return new StepMeasurement(settings, line -> {}).run();
    }
}
