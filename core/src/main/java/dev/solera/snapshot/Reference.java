package dev.solera.snapshot;

import dev.solera.definition.ActivationShape;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.Seeds;
import java.util.random.RandomGenerator;

/**
 * What the engine made of one input of a module in float32, so that who loads its parameters can check them alone: in float32 whatever
 * the arithmetic of the definition, as that is what is computed with them elsewhere. The input is drawn from a seed; of the output some
 * values are kept, in equal distances.
 *
 * @param seed of the input
 * @param stride between the values that are kept: those at 0, {@code stride}, {@code 2 * stride} and so on
 * @param outputs those of the row-major output
 */
public record Reference(long seed, int stride, float[] outputs) {

    /** Values that are kept, at most. */
    static final int MOST = 4096;

    /** Keeps some of what the module made of {@link #input}. */
    static Reference of(PipelineDefinition pipeline, float[] output) {
        int stride = (output.length + MOST - 1) / MOST;
        float[] kept = new float[kept(output.length, stride)];
        for (int i = 0; i < kept.length; i++) {
            kept[i] = output[i * stride];
        }
        return new Reference(pipeline.seed(), stride, kept);
    }

    /** How many values are kept of an output, a stride apart. */
    static int kept(ActivationShape output, int stride) {
        return kept(output.size(), stride);
    }

    private static int kept(int values, int stride) {
        return (values + stride - 1) / stride;
    }

    /**
     * The input: one sample as the stage upstream of a module hands it on, its values drawn from -1 to 1.
     *
     * @param module from 1
     */
    public float[] input(PipelineDefinition pipeline, int module) {
        return input(pipeline, module, seed);
    }

    static float[] input(PipelineDefinition pipeline, int module, long seed) {
        RandomGenerator random = Seeds.generator(seed, "reference", module);
        float[] values = new float[pipeline.stages().get(module - 1).shape().size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (2 * random.nextDouble() - 1);
        }
        return values;
    }
}
