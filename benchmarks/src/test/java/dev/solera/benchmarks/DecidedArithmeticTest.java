package dev.solera.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.benchmarks.cost.CostSettings;
import dev.solera.benchmarks.cost.PipelineCost;
import dev.solera.benchmarks.soak.SoakSettings;
import dev.solera.engine.ComputeDevice;
import dev.solera.learning.ChosenProducts;
import dev.solera.pipeline.Arithmetic;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Measurements begin runs, and so decide the arithmetic that a definition leaves open: services refuse one that is. */
class DecidedArithmeticTest {

    private static final PipelineDefinition OPEN =
            PipelineDefinitions.parse(TinyDefinition.TEXT).computedIn(Arithmetic.AUTO);

    private static final Path FOLDER = Path.of("nowhere");
    private static final Duration LONG = Duration.ofMinutes(1);

    static Stream<Named<UnaryOperator<PipelineDefinition>>> measurements() {
        return Stream.of(
                Named.of("checkpoint-cost", open -> new CostSettings(open, 2, LONG, FOLDER).definition()),
                Named.of("pipeline-cost", open -> new PipelineCost.Settings(open, 2, 1, LONG, FOLDER).definition()),
                Named.of("soak", open -> new SoakSettings(open, 2, 1, FOLDER).definition()));
    }

    @ParameterizedTest
    @MethodSource("measurements")
    void shouldBeDecidedWhenAMeasurementBegins(UnaryOperator<PipelineDefinition> measurement) {
        assertThat(measurement.apply(OPEN))
                .isEqualTo(ChosenProducts.resolve(OPEN, ComputeDevice.CPU))
                .isNotEqualTo(OPEN);
    }
}
