package dev.solera.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.solera.definition.ActivationShape;
import dev.solera.learning.Bits;
import dev.solera.learning.oracle.Draw;
import dev.solera.learning.oracle.ModuleOracle;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import dev.solera.pipeline.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A module's step against an independent one in double precision: outputs, loss, accuracy, every gradient and every
 * parameter afterwards, in batches with padded clips.
 */
class StepOracleTest {

    /** Every module of both definitions, the wide one with 12 channels in place of 512, and of 256 in its GRU; and that end to end. */
    static Stream<Arguments> bundled() {
        PipelineDefinition small = PipelineDefinitions.load("speech-small");
        PipelineDefinition wide =
                PipelineDefinitions.parse(PipelineDefinitions.format(PipelineDefinitions.load("speech"))
                        .replaceAll("channels: 512", "channels: 12")
                        .replaceAll("hidden: 256", "hidden: 12"));
        String merged = PipelineDefinitions.format(wide)
                .replace("pipeline: \"speech\"", "pipeline: end-to-end\nbaseline: end-to-end");
        return Stream.of(small, wide, PipelineDefinitions.parse(merged))
                .flatMap(pipeline -> IntStream.rangeClosed(1, pipeline.depth())
                        .mapToObj(number -> Arguments.of(pipeline.pipeline(), number, pipeline)));
    }

    @ParameterizedTest(name = "{0}, module {1}")
    @MethodSource("bundled")
    void shouldEqualDoublePrecisionWhenTheDefinitionIsBundled(String name, int number, PipelineDefinition pipeline) {
        assertEqualsOracle(pipeline, number, 20480, 20480, 12000, 20480, 5000, 700, 1, 20480);
    }

    @ParameterizedTest(name = "{0}, {1} negatives from the {2}, windowed {3}")
    @CsvSource({
        "one layer, shared, sequence, false", "one layer, shared, sequence, true",
        "one layer, shared, sub-window, false", "one layer, shared, sub-window, true",
        "three layers, shared, sequence, false", "three layers, shared, sequence, true",
        "three layers, shared, sub-window, false", "three layers, shared, sub-window, true",
        "one layer, shared, other-sequences, false", "one layer, shared, other-sequences, true",
        "three layers, shared, other-sequences, true", "layer and gru, shared, other-sequences, false",
        "gru, shared, sequence, false", "gru, shared, sub-window, false",
        "layer and gru, shared, sequence, false", "layer and gru, shared, sub-window, false",
        "one layer, per-position, sequence, false", "three layers, per-position, sequence, false",
        "gru, per-position, sequence, false", "layer and gru, per-position, sequence, false"
    })
    void shouldEqualDoublePrecisionWhateverTheLoss(String network, String form, String from, boolean windowed) {
        PipelineDefinition pipeline = pipeline(network, form, from, windowed, 24);

        assertEqualsOracle(pipeline, 1, 160, 160, 90, 40, 9, 160);
        assertEqualsOracle(pipeline, 1, 30, 12, 50, 9, 1, 20);
        assertEqualsOracle(pipeline, 1, 160, 160, 160, 160, 160, 160);
    }

    /** Here every position may be a negative, those that are positives among them. */
    @ParameterizedTest(name = "{0}, {1} negatives")
    @CsvSource({"one layer, shared", "gru, shared", "one layer, per-position", "gru, per-position"})
    void shouldEqualDoublePrecisionWhenTheSubWindowIsTheWholeSequence(String network, String form) {
        PipelineDefinition pipeline = pipeline(network, form, "sequence", false, 1000);

        assertEqualsOracle(pipeline, 1, 160, 160, 90, 40, 9, 160);
    }

    /** Padding makes some samples have more negatives than others. */
    @ParameterizedTest
    @CsvSource({"shared, other-sequences, false", "shared, other-sequences, true", "per-position, sequence, false"})
    void shouldTellNoInformationWhenAllCandidatesScoreAlike(String form, String from, boolean windowed) {
        PipelineDefinition pipeline = pipeline("one layer", form, from, windowed, 24);
        long[] valid = {160, 160, 90, 40, 9, 160};

        ObservedStep step = ObservedStep.first(
                pipeline,
                1,
                parameters -> Arrays.fill(parameters.get("predictor.weight"), 0),
                batch(pipeline, 1, 6),
                valid);

        assertThat(step.result().loss()).isPositive();
        assertThat(step.result().bound()).isCloseTo(0, within(1e-6));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sequence", "other-sequences"})
    void shouldChangeNothingWhenEveryClipIsShorterThanAPrediction(String from) {
        PipelineDefinition pipeline = pipeline("one layer", "shared", from, true, 24);
        long[] valid = {1, 2, 1, 3, 2, 1};

        ObservedStep step =
                ObservedStep.first(pipeline, 1, OracleComparison::scalePredictor, batch(pipeline, 1, 6), valid);

        assertThat(step.gradients()).isEmpty();
        Bits.assertEqual(step.after(), step.before());
        assertThat(step.result().loss()).isCloseTo(Math.log(1 + 6), within(1e-12));
    }

    @Test
    void shouldCountTheChannelsThatAreZeroAtEveryStepOfEverySample() {
        PipelineDefinition pipeline = pipeline("one layer", "shared", "sequence", true, 24);
        List<float[]> batch = batch(pipeline, 1, 6);
        long[] valid = {160, 160, 160, 160, 160, 160};

        ObservedStep alive = ObservedStep.first(pipeline, 1, parameters -> {}, batch, valid);
        ObservedStep dead = ObservedStep.first(
                pipeline,
                1,
                parameters -> {
                    parameters.get("encoder.0.bias")[2] = -1000;
                    parameters.get("encoder.0.bias")[6] = -1000;
                },
                batch,
                valid);

        assertThat(alive.result().deadChannels()).isZero();
        assertThat(dead.result().deadChannels()).isEqualTo(2);
    }

    private static PipelineDefinition pipeline(
            String network, String form, String from, boolean windowed, int subWindow) {
        String layer = "{channels: 7, kernel: 6, stride: 2, padding: 2}";
        String modules = switch (network) {
            case "one layer" -> "encoder: [" + layer + "]";
            case "three layers" ->
                "encoder: [" + layer
                        + ", {channels: 6, kernel: 4, stride: 1, padding: 3}, {channels: 5, kernel: 3, stride: 2, padding: 1}]";
            case "gru" -> "context: {hidden: 5}";
            default -> "encoder: [" + layer + "]\n    context: {hidden: 5}";
        };
        return PipelineDefinitions.parse("""
                pipeline: oracle
                input: {kind: audio, sample-rate: 8000, window: 160}
                batch: 6
                learning-rate: 1e-3
                seed: 3
                loss:
                  prediction-steps: 4
                  sub-window: %d
                  windowed: %s
                  negatives: {form: %s, count: 20, from: %s}
                modules:
                  - %s
                """.formatted(subWindow, windowed, form, from, modules));
    }

    private static void assertEqualsOracle(PipelineDefinition pipeline, int number, long... valid) {
        // given
        List<float[]> batch = batch(pipeline, number, valid.length);
        Draw draw = ObservedStep.draw(pipeline, number, valid);

        // when
        ObservedStep actual = ObservedStep.first(pipeline, number, OracleComparison::scalePredictor, batch, valid);
        Map<String, double[]> parameters = new LinkedHashMap<>();
        actual.before().forEach((name, values) -> parameters.put(name, OracleComparison.doubles(values)));
        ModuleOracle.Step expected = ObservedStep.oracle(pipeline, number).step(parameters, batch, draw);

        // then
        OracleComparison.assertEqual(actual, expected, pipeline.learningRate().peak());
    }

    /** Noise everywhere, in what is padding as well: nothing of it may show. */
    private static List<float[]> batch(PipelineDefinition pipeline, int number, int size) {
        SplittableRandom random = Seeds.generator(3, "oracle", number);
        ActivationShape input = pipeline.stages().get(number - 1).shape();
        List<float[]> batch = new ArrayList<>();
        for (int b = 0; b < size; b++) {
            float[] values = new float[input.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) random.nextGaussian();
            }
            batch.add(values);
        }
        return batch;
    }
}
