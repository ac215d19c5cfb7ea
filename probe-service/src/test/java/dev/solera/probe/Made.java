package dev.solera.probe;

import dev.solera.activation.Purpose;
import dev.solera.activation.Sample;
import dev.solera.definition.ActivationShape;
import dev.solera.layer.TimeBase;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import dev.solera.pipeline.Seeds;
import dev.solera.pipeline.Stage;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A small pipeline, and samples of its stages made from a seed: the classes of its labels stand apart by as much as a stage
 * is told, the rest is noise.
 */
public final class Made {

    public static final int SPEAKERS = 4;
    private static final int PHONES = 3;

    private Made() {}

    /** Two modules on windows of 80 ms; stage 1 is [8, 80], stage 2 [8, 40]. */
    public static String definition(String name, int partitions) {
        return """
                pipeline: %s
                input: {kind: audio, sample-rate: 8000, window: 640}
                batch: 4
                learning-rate: 2e-4
                seed: 1
                wire: {precision: bfloat16, partitions: %d}
                flow: {lag-bound: 32, in-flight: 8}
                loss: {prediction-steps: 2, sub-window: 16, negatives: {form: shared, count: 4}}
                modules:
                  - encoder: [{channels: 8, kernel: 8, stride: 8, padding: 0}]
                  - encoder: [{channels: 8, kernel: 4, stride: 2, padding: 1}]
                """.formatted(name, partitions);
    }

    public static PipelineDefinition pipeline() {
        return PipelineDefinitions.parse(definition("probe-test", 1));
    }

    /**
     * A sample of one recording, which alone decides its labels: {@code speaker}, and {@code phone}, another one every 20
     * ms.
     *
     * @param apart how far the classes stand apart, in standard deviations of a step's noise
     */
    public static Sample sample(
            PipelineDefinition pipeline, int depth, long sequence, Purpose purpose, int recording, double apart) {
        Stage stage = pipeline.stages().get(depth);
        ActivationShape shape = stage.shape();
        TimeBase time = stage.time().orElseThrow();
        int steps = shape.size(ActivationShape.TIME);
        SplittableRandom random = Seeds.generator(1, "made", depth, recording, sequence);
        int speaker = recording % SPEAKERS;
        int[] phones = new int[pipeline.audio().frames()];
        Arrays.setAll(phones, frame -> (recording + frame / 2) % PHONES);
        float[] values = new float[shape.size()];
        for (int c = 0; c < shape.channels(); c++) {
            for (int t = 0; t < steps; t++) {
                int frame = (int) ((time.centre() + (double) t * time.hop())
                        / pipeline.audio().frame());
                boolean of = c == speaker || c == SPEAKERS + phones[Math.min(frame, phones.length - 1)];
                values[c * steps + t] = (float) (random.nextGaussian() + (of ? apart : 0));
            }
        }
        return new Sample(
                sequence,
                purpose,
                recording,
                pipeline.audio().window(),
                Map.of("speaker", new int[] {speaker}, "phone", phones),
                shape,
                values);
    }
}
