package dev.solera.benchmarks.device;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.benchmarks.TinyDefinition;
import dev.solera.engine.ComputeDevice;
import dev.solera.pipeline.Arithmetic;
import dev.solera.pipeline.PipelineDefinitions;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

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

    private static ModuleRow row(
            int number, double difference, boolean repeats, OptionalLong before, OptionalLong after) {
        return new ModuleRow(number, difference, repeats, 10, 1, Optional.empty(), before, after);
    }
}
