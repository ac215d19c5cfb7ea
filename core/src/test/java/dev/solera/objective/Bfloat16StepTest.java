package dev.solera.objective;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.learning.TrainedBatch;
import dev.solera.pipeline.Arithmetic;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A module's step with products in bfloat16 against the same step in float32: outputs, loss, accuracy, every gradient. */
class Bfloat16StepTest {

    /** Length of a difference over that of what it should be. */
    private static final double OUTPUTS = 5e-3;

    private static final double LOSS = 2e-3;

    /**
     * About 0.2 % of the sums that a ReLU sees are so near zero that rounding takes them to its other side. Where gradients of noise are
     * added up, as many terms come or go, and the root of that share is what the sum is off; products alone are off by a tenth of it.
     */
    private static final double GRADIENT = 0.1;

    private static final int BATCH = 4;

    static Stream<Arguments> modules() {
        PipelineDefinition small = PipelineDefinitions.load("speech-small");
        String yaml = PipelineDefinitions.format(small);
        return Stream.of(
                        small,
                        named(yaml.replaceAll("norm: \"none\"", "norm: channels"), "normalised"),
                        named(
                                yaml.replace("\"log-bilinear\"", "cosine")
                                        .replaceAll("norm: \"none\"", "norm: channels"),
                                "cosine"),
                        named(yaml.replace("\"sequence\"", "\"sub-window\""), "within-the-window"),
                        named(yaml.replace("\"sequence\"", "\"other-sequences\""), "from-others"),
                        named(
                                yaml.replace("\"shared\"", "per-position")
                                        .replaceAll("count: 128", "count: 10")
                                        .replace("windowed: true", "windowed: false"),
                                "per-position"),
                        PipelineDefinitions.load("vision-small"))
                .flatMap(pipeline -> IntStream.rangeClosed(1, pipeline.depth())
                        .mapToObj(number -> Arguments.of(pipeline.pipeline(), number, pipeline)));
    }

    private static PipelineDefinition named(String yaml, String name) {
        return PipelineDefinitions.parse(yaml.replace("\"speech-small\"", name));
    }

    @ParameterizedTest(name = "{0}, module {1}")
    @MethodSource("modules")
    void shouldComeCloseToFloat32WhenProductsAreInBfloat16(String name, int number, PipelineDefinition pipeline) {
        // given
        var input = pipeline.stages().get(number - 1).shape();
        List<float[]> values = OracleComparison.noise(input, BATCH, 16);
        values.forEach(Bfloat16StepTest::roundInPlace);
        Batch batch = new Batch(values, new long[] {20480, 20480, 12000, 20480}, Map.of());

        // when
        ObservedStep expected = step(pipeline, Arithmetic.FLOAT32, number, batch);
        ObservedStep actual = step(pipeline, Arithmetic.BFLOAT16, number, batch);

        // then
        assertClose(actual, expected);
    }

    /** Its gradient comes back by hand from another loss. */
    @Test
    void shouldComeCloseToFloat32WhenAGruLearnsFromALabel() {
        // given
        PipelineDefinition pipeline = PipelineDefinitions.parse("""
                pipeline: labelled
                input: {kind: audio, sample-rate: 8000, window: 640}
                batch: 4
                learning-rate: 1e-3
                seed: 3
                loss: {objective: cross-entropy, label: digit, classes: 3}
                modules:
                  - encoder: [{channels: 16, kernel: 10, stride: 5, padding: 2}]
                  - context: {hidden: 24}
                """);
        var input = pipeline.stages().get(1).shape();
        Batch batch = new Batch(
                OracleComparison.noise(input, BATCH, 16),
                new long[] {640, 640, 300, 640},
                Map.of("digit", new int[] {0, 2, 1, -1}));

        // when
        ObservedStep expected = ObservedStep.first(pipeline.computedIn(Arithmetic.FLOAT32), 2, parameters -> {}, batch);
        ObservedStep actual = ObservedStep.first(pipeline.computedIn(Arithmetic.BFLOAT16), 2, parameters -> {}, batch);

        // then
        assertClose(actual, expected);
    }

    private static void assertClose(ObservedStep actual, ObservedStep expected) {
        TrainedBatch right = expected.result();
        double outputs = off(joined(actual.result().outputs()), joined(right.outputs()));
        assertThat(outputs).as("outputs").isLessThan(OUTPUTS);
        assertThat(Math.abs(actual.result().loss() - right.loss()) / right.loss())
                .as("loss")
                .isBetween(Double.MIN_VALUE, LOSS);
        assertThat(actual.gradients()).containsOnlyKeys(expected.gradients().keySet());
        expected.gradients()
                .forEach((of, gradient) -> assertThat(off(actual.gradients().get(of), gradient))
                        .as(of)
                        .isBetween(Double.MIN_VALUE, GRADIENT));
    }

    /** As values come from upstream. */
    private static void roundInPlace(float[] values) {
        for (int i = 0; i < values.length; i++) {
            values[i] = Float.intBitsToFloat(Float.floatToRawIntBits(values[i]) & 0xFFFF0000);
        }
    }

    private static ObservedStep step(PipelineDefinition pipeline, Arithmetic arithmetic, int number, Batch batch) {
        return ObservedStep.first(pipeline.computedIn(arithmetic), number, OracleComparison::scalePredictor, batch);
    }

    private static double off(double[] actual, double[] expected) {
        double difference = 0;
        double length = 0;
        for (int i = 0; i < expected.length; i++) {
            difference += (actual[i] - expected[i]) * (actual[i] - expected[i]);
            length += expected[i] * expected[i];
        }
        return Math.sqrt(difference / length);
    }

    private static double[] joined(List<float[]> samples) {
        return samples.stream()
                .flatMapToDouble(values -> Arrays.stream(OracleComparison.doubles(values)))
                .toArray();
    }
}
