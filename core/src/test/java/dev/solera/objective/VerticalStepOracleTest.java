package dev.solera.objective;

import dev.solera.definition.ActivationShape;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import dev.solera.pipeline.Seeds;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A module's step over patches against an independent one in double precision. */
class VerticalStepOracleTest {

    private static final int BATCH = 3;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void shouldEqualDoublePrecisionWhenTheDefinitionIsBundled(int number) {
        assertEqualsOracle(PipelineDefinitions.load("vision-small"), number);
    }

    @ParameterizedTest(name = "{0}, {1}, {2} negatives, skipping {3}, predicting {4}")
    @CsvSource({
        "basic, 2, per-position, 1, 3",
        "basic, 2, shared, 1, 3",
        "bottleneck, 2, per-position, 0, 4",
        "bottleneck, 1, shared, 2, 2",
        "bottleneck, 2, shared, 0, 1"
    })
    void shouldEqualDoublePrecisionWhateverTheLoss(String block, int stride, String form, int skip, int steps) {
        PipelineDefinition pipeline = PipelineDefinitions.parse("""
                pipeline: oracle
                input: {kind: image, size: 24, channels: 3}
                batch: 3
                learning-rate: 1e-3
                seed: 3
                loss:
                  objective: vertical-info-nce
                  prediction-steps: %d
                  skip-rows: %d
                  negatives: {form: %s, count: 40}
                modules:
                  - encoder:
                      - {layer: patches, size: 8, stride: 4}
                      - {layer: conv2d, channels: 8, kernel: 3, padding: 1}
                      - {layer: residual, block: %s, blocks: 2, width: 4, stride: %d}
                  - encoder:
                      - {layer: residual, block: %s, blocks: 1, width: 6}
                      - {layer: spatial-mean}
                """.formatted(steps, skip, form, block, stride, block));

        assertEqualsOracle(pipeline, 1);
        assertEqualsOracle(pipeline, 2);
    }

    private static void assertEqualsOracle(PipelineDefinition pipeline, int number) {
        // given
        List<float[]> batch = batch(pipeline.stages().get(number - 1).shape());
        long[] valid =
                LongStream.generate(pipeline.image()::pixels).limit(BATCH).toArray();
        var loss = (VerticalInfoNceDefinition) pipeline.module(number).loss();
        ActivationShape z = pipeline.stages().get(number).shape();
        var grid = new VerticalPlan.Grid(
                VerticalInfoNceDefinition.side(z), BATCH, loss.predictionSteps(), loss.skipRows());
        VerticalPlan plan =
                VerticalPlan.draw(grid, loss.negatives(), Seeds.generator(pipeline.seed(), "step", number, 0));

        // when
        ObservedStep actual = ObservedStep.first(pipeline, number, OracleComparison::scalePredictor, batch, valid);
        Map<String, double[]> parameters = new LinkedHashMap<>();
        actual.before().forEach((name, values) -> parameters.put(name, OracleComparison.doubles(values)));
        var expected = VerticalOracle.of(
                        pipeline.stages().get(number - 1).shape(),
                        pipeline.module(number).encoder())
                .step(parameters, batch, loss.predictionSteps(), loss.skipRows(), VerticalOracle.negatives(plan));

        // then
        OracleComparison.assertEqual(actual, expected, pipeline.learningRate().peak());
    }

    /** Patches of noise alone have all but the same means, whose gradients cancel to what single precision cannot tell. */
    private static List<float[]> batch(ActivationShape input) {
        int level = input.has(ActivationShape.PATCHES) ? input.valuesPerChannel() : 8;
        return OracleComparison.noise(input, BATCH, level);
    }
}
