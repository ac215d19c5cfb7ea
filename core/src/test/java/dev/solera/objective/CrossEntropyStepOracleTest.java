package dev.solera.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.solera.definition.ActivationShape;
import dev.solera.encoder.Architecture;
import dev.solera.learning.Bits;
import dev.solera.learning.oracle.ModuleOracle;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A supervised module's step against an independent one in double precision, with padded clips and unlabelled samples. */
class CrossEntropyStepOracleTest {

    private static final int BATCH = 6;
    private static final int[] LABELS = {2, 0, -1, 3, 3, 1};

    private static final String SOUND = """
            pipeline: oracle
            input: {kind: audio, sample-rate: 8000, window: 160}
            batch: 6
            learning-rate: 1e-3
            seed: 3
            loss: {objective: cross-entropy, label: digit, classes: 4}
            modules:
            """;

    private static final PipelineDefinition PICTURES = PipelineDefinitions.parse("""
            pipeline: oracle
            input: {kind: image, size: 16, channels: 3}
            batch: 6
            learning-rate: 1e-3
            seed: 3
            loss: {objective: cross-entropy, label: digit, classes: 4}
            modules:
              - encoder:
                  - {layer: patches, size: 8, stride: 4}
                  - {layer: conv2d, channels: 8, kernel: 3, padding: 1}
              - encoder: [{layer: residual, block: bottleneck, blocks: 1, width: 4, stride: 2}]
              - encoder:
                  - {layer: residual, block: basic, blocks: 1, width: 6}
                  - {layer: spatial-mean}
            """);

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "encoder: [{channels: 7, kernel: 6, stride: 2, padding: 2}]",
                "encoder: [{channels: 7, kernel: 6, stride: 2, padding: 2}, {channels: 6, kernel: 4, stride: 1, padding: 3}]",
                "context: {hidden: 5}",
                "{encoder: [{channels: 7, kernel: 6, stride: 2, padding: 2}], context: {hidden: 5}}"
            })
    void shouldEqualDoublePrecisionWhenClipsArePaddedAndOneHasNoLabel(String module) {
        // given
        PipelineDefinition pipeline = PipelineDefinitions.parse(SOUND + "  - " + module);
        long[] valid = {160, 90, 160, 40, 9, 1};
        List<float[]> batch = OracleComparison.noise(pipeline.stages().get(0).shape(), BATCH, 1);

        // when
        ObservedStep actual = step(pipeline, 1, batch, valid, LABELS);
        ModuleOracle.Step expected = ObservedStep.oracle(pipeline, 1)
                .classify(doubles(actual), batch, validSteps(pipeline.architecture(1), valid), LABELS);

        // then
        OracleComparison.assertEqual(actual, expected, pipeline.learningRate().peak());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void shouldEqualDoublePrecisionWhenSamplesArePictures(int number) {
        // given
        ActivationShape input = PICTURES.stages().get(number - 1).shape();
        List<float[]> batch =
                OracleComparison.noise(input, BATCH, input.has(ActivationShape.PATCHES) ? input.valuesPerChannel() : 8);
        long[] valid = new long[BATCH];
        Arrays.fill(valid, PICTURES.image().pixels());

        // when
        ObservedStep actual = step(PICTURES, number, batch, valid, LABELS);
        ModuleOracle.Step expected =
                VerticalOracle.of(input, PICTURES.module(number).encoder()).classify(doubles(actual), batch, LABELS);

        // then
        OracleComparison.assertEqual(actual, expected, PICTURES.learningRate().peak());
    }

    @Test
    void shouldChangeNothingWhenNoSampleHasALabel() {
        PipelineDefinition pipeline = PipelineDefinitions.parse(SOUND + "  - context: {hidden: 5}");
        long[] valid = {160, 160, 160, 160, 160, 160};
        List<float[]> batch = OracleComparison.noise(pipeline.stages().get(0).shape(), BATCH, 1);

        ObservedStep step = step(pipeline, 1, batch, valid, new int[] {-1, -1, -1, -1, -1, -1});

        assertThat(step.gradients()).isEmpty();
        Bits.assertEqual(step.after(), step.before());
        assertThat(step.result().loss()).isCloseTo(Math.log(4), within(1e-12));
        assertThat(step.result().outputs()).hasSize(BATCH);
    }

    private static ObservedStep step(
            PipelineDefinition pipeline, int number, List<float[]> batch, long[] valid, int[] labels) {
        return ObservedStep.first(pipeline, number, parameters -> {}, new Batch(batch, valid, Map.of("digit", labels)));
    }

    private static Map<String, double[]> doubles(ObservedStep step) {
        Map<String, double[]> parameters = new LinkedHashMap<>();
        step.before().forEach((name, values) -> parameters.put(name, OracleComparison.doubles(values)));
        return parameters;
    }

    private static int[] validSteps(Architecture architecture, long[] valid) {
        int steps = architecture.output().size(ActivationShape.TIME);
        return Arrays.stream(valid)
                .mapToInt(samples -> architecture.outputTime().orElseThrow().validSteps(samples, steps))
                .toArray();
    }
}
