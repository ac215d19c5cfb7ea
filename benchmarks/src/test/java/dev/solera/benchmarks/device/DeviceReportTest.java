package dev.solera.benchmarks.device;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.benchmarks.TinyDefinition;
import dev.solera.benchmarks.device.ModuleRow.TorchTimes;
import dev.solera.benchmarks.step.TorchSteps;
import dev.solera.engine.ComputeDevice;
import dev.solera.pipeline.Arithmetic;
import dev.solera.pipeline.PipelineDefinitions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeviceReportTest {

    private static final OptionalLong NOT_READ = OptionalLong.empty();

    @Test
    void shouldFindNothingWhenProcessorsAreComparedWithThemselves() throws IOException {
        // given
        var settings = new DeviceSettings(
                PipelineDefinitions.parse(TinyDefinition.TEXT), ComputeDevice.CPU, 40, Optional.empty());

        // when
        DeviceReport report = DeviceReport.of(settings);

        // then
        assertThat(report.faults()).isEmpty();
        assertThat(report.rows()).singleElement().satisfies(row -> {
            assertThat(row.difference()).isZero();
            assertThat(row.repeats()).isTrue();
            assertThat(row.here()).isPositive();
            assertThat(row.there()).isPositive();
        });
        assertThat(report.lines()).hasSize(6).last().asString().contains("| 0.0e+00 ", "| the same ", "| not read ");
    }

    @Test
    void shouldNameEveryModuleThatIsNotAsItShouldBe() {
        // given
        var report = new DeviceReport(
                Arithmetic.FLOAT32,
                List.of(
                        row(1, 9e-4, true, OptionalLong.of(500), OptionalLong.of(516)),
                        row(2, 2e-3, true, NOT_READ, NOT_READ),
                        row(3, Double.NaN, false, NOT_READ, OptionalLong.of(600)),
                        row(4, 0, true, OptionalLong.of(500), OptionalLong.of(517))));

        // then
        assertThat(report.faults())
                .containsExactly(
                        "module 2: losses differ by 2.0e-03 nats; allowed: 1e-03",
                        "module 3: losses differ by NaN nats; allowed: 1e-03",
                        "module 3: the same steps came to other bits the second time",
                        "module 4: memory of the device grew from 500 to 517 MiB; allowed: by 16");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            form: log-bilinear             | the process ended with status 1: no CUDA here (module-1-float32.log)
            form: log-bilinear             | the process ended with status 1: no CUDA here (module-1-bfloat16.log)
            form: cosine, temperature: 0.1 | module 1 has what the program in PyTorch has not
            """)
    void shouldKeepItsChecksAndSayWhyWhenPyTorchCannotDoTheModule(String score, String reason, @TempDir Path folder)
            throws IOException {
        // given
        Path python = Files.writeString(folder.resolve("python"), "#!/bin/sh\necho no CUDA here >&2\nexit 1\n");
        assertThat(python.toFile().setExecutable(true)).isTrue();
        var settings = new DeviceSettings(
                PipelineDefinitions.parse(
                        TinyDefinition.TEXT.replace("sub-window: 8,", "sub-window: 8, score: {%s},".formatted(score))),
                ComputeDevice.CPU,
                40,
                Optional.of(new TorchSteps(python, folder)));

        // when
        DeviceReport report = DeviceReport.of(settings);

        // then
        assertThat(report.faults()).isEmpty();
        assertThat(report.lines())
                .anySatisfy(
                        line -> assertThat(line).contains("| 0.0e+00 ", "| the same ", "| not there ", "| not read "))
                .containsOnlyOnce("Left out: PyTorch's steps of module 1, as %s.".formatted(reason));
    }

    private static ModuleRow row(
            int number, double difference, boolean repeats, OptionalLong before, OptionalLong after) {
        return new ModuleRow(number, difference, repeats, 10, 1, TorchTimes.NOT_ASKED, before, after);
    }
}
