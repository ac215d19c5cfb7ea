package dev.solera.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.solera.definition.ActivationShape;
import dev.solera.encoder.Architecture;
import dev.solera.layer.Conv1dLayer;
import dev.solera.layer.Layer;
import dev.solera.layer.Norm;
import dev.solera.layer.TimeBase;
import dev.solera.learning.OneStep;
import dev.solera.pipeline.ModuleDefinition;
import dev.solera.pipeline.Seeds;
import dev.solera.pipeline.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The windowed step computes the gradient of the same loss through the whole sequence. */
class WindowedStepTest {

    private static final int WINDOW = 20;
    private static final int BATCH = 3;
    private static final Stage INPUT = new Stage(ActivationShape.sequence(4, 400), Optional.of(TimeBase.INPUT));

    @ParameterizedTest(name = "{0} layers, sub-windows at the {1}, negatives from the {2}, norm {3}, score {4}")
    @CsvSource({
        "1, beginning, SEQUENCE, NONE, LOG_BILINEAR", "1, middle, SEQUENCE, NONE, LOG_BILINEAR",
                "1, end, SEQUENCE, NONE, LOG_BILINEAR", "1, mixed, SEQUENCE, NONE, LOG_BILINEAR",
        "1, beginning, SUB_WINDOW, NONE, LOG_BILINEAR", "1, middle, SUB_WINDOW, NONE, LOG_BILINEAR",
                "1, end, SUB_WINDOW, NONE, LOG_BILINEAR", "1, mixed, SUB_WINDOW, NONE, LOG_BILINEAR",
        "3, beginning, SEQUENCE, NONE, LOG_BILINEAR", "3, middle, SEQUENCE, NONE, LOG_BILINEAR",
                "3, end, SEQUENCE, NONE, LOG_BILINEAR", "3, mixed, SEQUENCE, NONE, LOG_BILINEAR",
        "3, beginning, SUB_WINDOW, NONE, LOG_BILINEAR", "3, middle, SUB_WINDOW, NONE, LOG_BILINEAR",
                "3, end, SUB_WINDOW, NONE, LOG_BILINEAR", "3, mixed, SUB_WINDOW, NONE, LOG_BILINEAR",
        "1, padded, SEQUENCE, NONE, LOG_BILINEAR", "1, padded, SUB_WINDOW, NONE, LOG_BILINEAR",
                "3, padded, SEQUENCE, NONE, LOG_BILINEAR", "3, padded, SUB_WINDOW, NONE, LOG_BILINEAR",
        "3, mixed, SEQUENCE, CHANNELS, LOG_BILINEAR", "3, mixed, SUB_WINDOW, CHANNELS, LOG_BILINEAR",
                "3, padded, SEQUENCE, CHANNELS, LOG_BILINEAR", "1, beginning, SEQUENCE, CHANNELS, LOG_BILINEAR",
        "3, mixed, SEQUENCE, CHANNELS, COSINE", "3, padded, OTHER_SEQUENCES, CHANNELS, COSINE",
                "3, padded, SUB_WINDOW, CHANNELS, COSINE", "1, beginning, SEQUENCE, NONE, COSINE"
    })
    void shouldEqualTheGradientThroughTheWholeSequence(
            int layers, String place, NegativesDefinition.From from, Norm norm, ScoreDefinition.Form score) {
        // given
        List<Layer> encoder = List.<Layer>of(
                        new Conv1dLayer(6, 10, 3, 2, norm),
                        new Conv1dLayer(7, 4, 2, 3, norm),
                        new Conv1dLayer(5, 5, 1, 2, norm))
                .subList(0, layers);
        ModuleDefinition whole = module(encoder, from, score, false);
        ModuleDefinition windowed = module(encoder, from, score, true);
        int steps = whole.architecture(INPUT).encoded().size(ActivationShape.TIME);
        int last = steps - WINDOW;
        int[] begins = switch (place) {
            case "beginning" -> new int[] {0, 0, 0};
            case "middle" -> new int[] {last / 2, last / 2, last / 2};
            case "end" -> new int[] {last, last, last};
            case "padded" -> new int[] {last / 2, last / 3, 0};
            default -> new int[] {0, last / 3, last};
        };
        // of padded clips one ends where its sub-window does, and one is shorter than that
        int[] valid = place.equals("padded")
                ? new int[] {steps, last / 3 + WINDOW, WINDOW / 2}
                : new int[] {steps, steps, steps};
        LossPlan plan = plan(begins, valid, from);
        List<float[]> batch = samples();

        // when
        OneStep expected = step(whole, batch, plan);
        OneStep actual = step(windowed, batch, plan);

        // then
        assertThat(actual.result().loss())
                .isCloseTo(
                        expected.result().loss(),
                        within(1e-5 * expected.result().loss()));
        for (int b = 0; b < BATCH; b++) {
            assertThat(actual.result().outputs().get(b))
                    .isEqualTo(expected.result().outputs().get(b));
        }
        expected.gradients().forEach((name, gradient) -> {
            float[] own = actual.gradients().get(name);
            double largest = 0;
            for (float value : gradient) {
                largest = Math.max(largest, Math.abs(value));
            }
            assertThat(largest).as("gradient of %s", name).isPositive();
            for (int i = 0; i < gradient.length; i++) {
                assertThat((double) own[i])
                        .as("gradient of %s[%d]", name, i)
                        .isCloseTo(gradient[i], within(1e-5 * largest));
            }
        });
    }

    private static OneStep step(ModuleDefinition definition, List<float[]> batch, LossPlan plan) {
        Architecture architecture = definition.architecture(INPUT);
        return OneStep.of(
                definition,
                architecture,
                1e-3,
                OneStep.initial(definition, architecture, 7, 1),
                BATCH,
                objective -> ((InfoNceObjective) objective).planned(batch, plan));
    }

    private static ModuleDefinition module(
            List<Layer> encoder, NegativesDefinition.From from, ScoreDefinition.Form score, boolean windowed) {
        var negatives = new NegativesDefinition(NegativesDefinition.Form.SHARED, 16, from);
        return new ModuleDefinition(
                encoder,
                Optional.empty(),
                new InfoNceDefinition(4, negatives, WINDOW, windowed, new ScoreDefinition(score, null)),
                1,
                Optional.empty());
    }

    /** A pool with rows at both edges of what is valid where it is drawn from the sequence, else inside the sub-windows. */
    private static LossPlan plan(int[] begins, int[] valid, NegativesDefinition.From from) {
        int[] sample = new int[16];
        int[] time = new int[16];
        for (int j = 0; j < sample.length; j++) {
            sample[j] = j % BATCH;
            time[j] = from == NegativesDefinition.From.SUB_WINDOW
                    ? begins[sample[j]] + j % Math.min(WINDOW, valid[sample[j]])
                    : j * (valid[sample[j]] - 1) / (sample.length - 1);
        }
        boolean ofOthers = from == NegativesDefinition.From.OTHER_SEQUENCES;
        return new LossPlan(WINDOW, begins, valid, 4, new Negatives.Shared(sample, time, ofOthers));
    }

    private static List<float[]> samples() {
        SplittableRandom random = Seeds.generator(3, "test");
        List<float[]> batch = new ArrayList<>();
        for (int b = 0; b < BATCH; b++) {
            float[] values = new float[INPUT.shape().size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) random.nextGaussian();
            }
            batch.add(values);
        }
        return batch;
    }
}
