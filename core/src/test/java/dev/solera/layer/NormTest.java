package dev.solera.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.solera.definition.ActivationShape;
import dev.solera.definition.InvalidDefinitionException;
import dev.solera.engine.Engine;
import dev.solera.pipeline.Identity;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The norm of channels against doubles, and what a definition says of it. */
class NormTest {

    private static final int BATCH = 3;
    private static final int CHANNELS = 5;
    private static final int STEPS = 7;
    private static final long SEED = 20261126;

    private static final String YAML = """
            pipeline: small
            input: {kind: audio, sample-rate: 8000, window: 640}
            batch: 4
            learning-rate: 1e-3
            seed: 5
            loss: {prediction-steps: 3, sub-window: 16, negatives: {form: shared, count: 10}}
            modules:
              - encoder: [{channels: 8, kernel: 10, stride: 5, padding: 2%s}]
            """;

    private final SplittableRandom random = new SplittableRandom(SEED);

    @Test
    void shouldBringTheChannelsOfEveryStepToMeanZeroAndVarianceOneThenScaleAndShiftThem() {
        // given
        float[] x = drawn(BATCH * CHANNELS * STEPS);
        float[] weight = drawn(CHANNELS);
        float[] bias = drawn(CHANNELS);

        // when
        float[] made;
        Engine.start(1);
        try (NDManager manager = Engine.newManager()) {
            Map<String, NDArray> weights =
                    Map.of("norm.weight", manager.create(weight), "norm.bias", manager.create(bias));
            made = Norm.CHANNELS
                    .apply(manager.create(x, new Shape(BATCH, CHANNELS, STEPS)), weights::get)
                    .toFloatArray();
        }

        // then
        for (int b = 0; b < BATCH; b++) {
            for (int t = 0; t < STEPS; t++) {
                double mean = 0;
                for (int c = 0; c < CHANNELS; c++) {
                    mean += x[at(b, c, t)] / (double) CHANNELS;
                }
                double variance = 0;
                for (int c = 0; c < CHANNELS; c++) {
                    variance += Math.pow(x[at(b, c, t)] - mean, 2) / CHANNELS;
                }
                for (int c = 0; c < CHANNELS; c++) {
                    double expected = (x[at(b, c, t)] - mean) / Math.sqrt(variance + 1e-5) * weight[c] + bias[c];
                    assertThat((double) made[at(b, c, t)]).isCloseTo(expected, within(1e-5));
                }
            }
        }
    }

    private static int at(int sample, int channel, int step) {
        return (sample * CHANNELS + channel) * STEPS + step;
    }

    private float[] drawn(int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (3 * random.nextGaussian() + 0.5);
        }
        return values;
    }

    @Test
    void shouldBeginAsAScaleOfOneAndAShiftOfZeroBehindTheConvolutionsOwnParameters() {
        var layer = new Conv1dLayer(4, 3, 1, 0, Norm.CHANNELS);

        List<ParameterSpec> parameters = layer.parameters(ActivationShape.sequence(2, 9));

        assertThat(parameters)
                .extracting(ParameterSpec::name)
                .containsExactly("weight", "bias", "norm.weight", "norm.bias");
        assertThat(parameters.get(2).initial(random)).containsOnly(1);
        assertThat(parameters.get(3).initial(random)).containsOnly(0);
    }

    @Test
    void shouldChangeTheIdentityOfADefinitionWithItAlone() {
        PipelineDefinition silent = PipelineDefinitions.parse(YAML.formatted(""));
        PipelineDefinition without = PipelineDefinitions.parse(YAML.formatted(", norm: none"));
        PipelineDefinition with = PipelineDefinitions.parse(YAML.formatted(", norm: channels"));

        assertThat(Identity.of(without)).isEqualTo(Identity.of(silent));
        assertThat(Identity.of(with)).isNotEqualTo(Identity.of(silent));
        assertThatThrownBy(() -> PipelineDefinitions.parse(YAML.formatted(", norm: batch")))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessageContaining("norm")
                .hasMessageContaining("batch")
                .hasMessageContaining("channels");
    }
}
