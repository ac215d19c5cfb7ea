package dev.solera.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.solera.learning.OneStep;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ParametersTest {

    private final PipelineDefinition pipeline = PipelineDefinitions.load("speech-small");

    /** PyTorch's defaults: uniform in 1/sqrt(fan in) for convolutions and predictors, in 1/sqrt(hidden) for the GRU. */
    @Test
    void shouldDrawInitialValuesUniformlyWithinPytorchsBounds() {
        Map<String, float[]> second = initial(2, pipeline.seed());
        assertUniform(second.get("encoder.0.weight"), 1 / Math.sqrt(64 * 8));
        assertUniform(second.get("predictor.weight"), 1 / Math.sqrt(64));
        Map<String, float[]> gru = initial(6, pipeline.seed());
        assertUniform(gru.get("context.weight_ih_l0"), 1 / Math.sqrt(64));
        assertUniform(gru.get("context.weight_hh_l0"), 1 / Math.sqrt(64));
        assertFills(second.get("encoder.0.bias"), 1 / Math.sqrt(64 * 8));
        assertFills(gru.get("context.bias_ih_l0"), 1 / Math.sqrt(64));
        assertFills(gru.get("context.bias_hh_l0"), 1 / Math.sqrt(64));
        assertThat(gru.get("context.bias_ih_l0")).isNotEqualTo(gru.get("context.bias_hh_l0"));
    }

    /** What 64 values and more can tell: they reach to both ends of the interval and not beyond. */
    private static void assertFills(float[] values, double bound) {
        float[] sorted = values.clone();
        Arrays.sort(sorted);
        assertThat((double) sorted[0]).isBetween(-bound, -0.85 * bound);
        assertThat((double) sorted[sorted.length - 1]).isBetween(0.85 * bound, bound);
    }

    @Test
    void shouldDrawFromTheModulesOwnGenerator() {
        assertThat(initial(3, 1)).usingRecursiveComparison().isEqualTo(initial(3, 1));
        assertThat(initial(3, 1).get("predictor.weight"))
                .isNotEqualTo(initial(4, 1).get("predictor.weight"))
                .isNotEqualTo(initial(3, 2).get("predictor.weight"));
    }

    private Map<String, float[]> initial(int module, long seed) {
        return OneStep.initial(pipeline.module(module), pipeline.architecture(module), seed, module);
    }

    private static void assertUniform(float[] values, double bound) {
        double sum = 0;
        double squares = 0;
        double largest = 0;
        for (float value : values) {
            sum += value;
            squares += (double) value * value;
            largest = Math.max(largest, Math.abs(value));
        }
        double deviation = bound / Math.sqrt(3);
        assertThat(largest).isLessThanOrEqualTo(bound).isGreaterThan(0.99 * bound);
        assertThat(sum / values.length).isCloseTo(0, within(5 * deviation / Math.sqrt(values.length)));
        assertThat(Math.sqrt(squares / values.length)).isCloseTo(deviation, within(0.03 * deviation));
    }
}
