package dev.solera.learning;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.engine.TensorValues;
import dev.solera.objective.Batch;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import dev.solera.pipeline.Seeds;
import java.lang.ref.Cleaner;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the backward pass reads is in memory until it has read it, whenever Java collects its garbage. */
@Timeout(120)
class CollectedGarbageTest {

    private static final int ROUNDS = 3;

    private static final String SOUND = """
            pipeline: garbage
            input: {kind: audio, sample-rate: 8000, window: 800}
            batch: 4
            learning-rate: 1e-3
            seed: 5
            loss: {prediction-steps: 2, sub-window: 16, negatives: {form: %s, count: 8}}
            modules:
              - encoder: [{channels: 8, kernel: 10, stride: 5, padding: 2, norm: channels}]
            """;

    private static final String PICTURES = """
            pipeline: garbage
            input: {kind: image, size: 24, channels: 3}
            batch: 4
            learning-rate: 1e-3
            seed: 5
            loss: {objective: vertical-info-nce, prediction-steps: 3, negatives: {form: %s, count: 8}}
            modules:
              - encoder:
                  - {layer: patches, size: 8, stride: 4}
                  - {layer: residual, block: basic, blocks: 1, width: 8}
            """;

    private static final String LABELS = "baseline: supervised:speaker:3\n";

    @ParameterizedTest
    @ValueSource(strings = {"shared", "per-position"})
    void shouldComputeTheSameGradientsOfSoundWhenGarbageIsCollectedBeforeTheBackwardPass(String negatives)
            throws InterruptedException {
        assertSameGradients(PipelineDefinitions.parse(SOUND.formatted(negatives)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"shared", "per-position"})
    void shouldComputeTheSameGradientsOfPicturesWhenGarbageIsCollectedBeforeTheBackwardPass(String negatives)
            throws InterruptedException {
        assertSameGradients(PipelineDefinitions.parse(PICTURES.formatted(negatives)));
    }

    @ParameterizedTest
    @ValueSource(strings = {SOUND, PICTURES})
    void shouldComputeTheSameGradientsOfLabelsWhenGarbageIsCollectedBeforeTheBackwardPass(String definition)
            throws InterruptedException {
        assertSameGradients(PipelineDefinitions.parse(definition.formatted("shared") + LABELS));
    }

    private static void assertSameGradients(PipelineDefinition pipeline) throws InterruptedException {
        Map<String, float[]> expected = gradients(pipeline, false);
        Map<String, float[]> found = gradients(pipeline, true);

        assertThat(found.keySet()).isEqualTo(expected.keySet()).isNotEmpty();
        found.forEach((name, gradient) ->
                assertThat(gradient).as(name).isEqualTo(expected.get(name)).doesNotContain(Float.NaN));
    }

    private static Map<String, float[]> gradients(PipelineDefinition pipeline, boolean collecting)
            throws InterruptedException {
        Map<String, float[]> gradients = new TreeMap<>();
        try (LearningModule module = LearningModule.initial(pipeline, 1);
                TrainingStep step = module.begin(batch(pipeline))) {
            if (collecting) {
                collectGarbage();
            }
            step.backward();
            module.live()
                    .arrays()
                    .forEach((name, parameter) -> gradients.put(name, TensorValues.of(parameter.getGradient())));
        }
        return gradients;
    }

    private static Batch batch(PipelineDefinition pipeline) {
        SplittableRandom random = Seeds.generator(1, "garbage");
        List<float[]> values = new ArrayList<>();
        long[] valid = new long[pipeline.batch()];
        int[] speakers = new int[pipeline.batch()];
        for (int i = 0; i < pipeline.batch(); i++) {
            float[] sample = new float[pipeline.stages().get(0).shape().size()];
            for (int j = 0; j < sample.length; j++) {
                sample[j] = (float) random.nextGaussian();
            }
            values.add(sample);
            valid[i] = sample.length;
            speakers[i] = i % 3;
        }
        return new Batch(values, valid, Map.of("speaker", speakers));
    }

    /** Returns once what nobody holds is gone, direct memory too. */
    private static void collectGarbage() throws InterruptedException {
        for (int round = 0; round < ROUNDS; round++) {
            CountDownLatch gone = new CountDownLatch(1);
            Cleaner.create().register(new Object(), gone::countDown);
            System.gc();
            gone.await();
        }
    }
}
