package dev.solera.learning;

import dev.solera.activation.Purpose;
import dev.solera.activation.Sample;
import dev.solera.definition.ActivationShape;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import dev.solera.pipeline.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Small pipelines and made-up samples for tests. */
final class TestPipelines {

    private TestPipelines() {}

    /** Two convolutions and a GRU; sequences of module 1 longer than the sub-window. */
    static PipelineDefinition small() {
        return small("1e-3");
    }

    /** The same at another rate, or under a schedule of it. */
    static PipelineDefinition small(String learningRate) {
        return PipelineDefinitions.parse("""
                pipeline: small
                input: {kind: audio, sample-rate: 8000, window: 640}
                batch: 4
                learning-rate: %s
                seed: 11
                loss:
                  prediction-steps: 3
                  sub-window: 24
                  negatives: {form: shared, count: 16}
                modules:
                  - encoder: [{channels: 8, kernel: 10, stride: 5, padding: 2}]
                    loss: {windowed: true}
                  - encoder: [{channels: 8, kernel: 8, stride: 4, padding: 2}]
                  - context: {hidden: 6}
                """.formatted(learningRate));
    }

    /** Noise with a slow beat, so that there is something to predict. */
    static Sample sample(PipelineDefinition pipeline, long sequence, Purpose purpose) {
        SplittableRandom random = Seeds.generator(5, "sample", sequence);
        int window = pipeline.audio().window();
        float[] values = new float[window];
        double pitch = 0.05 + 0.2 * random.nextDouble();
        for (int i = 0; i < window; i++) {
            values[i] = (float) (Math.sin(pitch * i) + 0.3 * random.nextGaussian());
        }
        long valid = random.nextInt(4) == 0 ? window / 2 : window;
        return new Sample(
                sequence, purpose, (int) sequence, valid, Map.of(), ActivationShape.sequence(1, window), values);
    }

    /** Training samples with every fifth held out, then a short evaluation pass. */
    static List<Sample> stream(PipelineDefinition pipeline, int training, int evaluation) {
        List<Sample> samples = new ArrayList<>();
        for (int trained = 0; trained < training; ) {
            boolean heldOut = samples.size() % 5 == 3;
            samples.add(sample(pipeline, samples.size(), heldOut ? Purpose.HELD_OUT : Purpose.TRAIN));
            trained += heldOut ? 0 : 1;
        }
        for (int i = 0; i < evaluation; i++) {
            samples.add(
                    sample(pipeline, samples.size(), i % 2 == 0 ? Purpose.EVALUATE_TRAIN : Purpose.EVALUATE_HELD_OUT));
        }
        return samples;
    }
}
