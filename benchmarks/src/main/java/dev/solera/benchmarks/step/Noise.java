package dev.solera.benchmarks.step;

import dev.solera.definition.ActivationShape;
import dev.solera.objective.Batch;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.Seeds;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** Batches of noise, behind a ReLU where a module stands upstream: what a step costs does not depend on it. */
public final class Noise {

    private Noise() {}

    /** The batch that a module's steps are measured with, the same every time. */
    public static Batch batch(PipelineDefinition definition, int number) {
        SplittableRandom random = Seeds.generator(definition.seed(), "step-benchmark", number);
        List<float[]> values = Stream.generate(() -> sample(definition, number, random))
                .limit(definition.batch())
                .toList();
        long[] valid = new long[definition.batch()];
        ActivationShape input = definition.input().stage().shape();
        Arrays.fill(valid, input.has(ActivationShape.TIME) ? input.size(ActivationShape.TIME) : 1);
        return new Batch(values, valid, Map.of());
    }

    private static float[] sample(PipelineDefinition definition, int number, SplittableRandom random) {
        float[] values = new float[definition.architecture(number).input().size()];
        for (int i = 0; i < values.length; i++) {
            float drawn = (float) random.nextGaussian();
            values[i] = number == 1 ? drawn : Math.max(0, drawn);
        }
        return values;
    }
}
