package dev.solera.probe;

import dev.solera.activation.Sample;
import dev.solera.pipeline.InputDefinition;
import dev.solera.pipeline.Seeds;
import dev.solera.pipeline.StageShape;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * What a probe sees of a sample at any depth, {@code [channels]} at a time: the mean over its valid steps, or the mean
 * over the steps of one 10 ms frame. The raw input is treated like every other depth; it has one channel.
 */
final class Features {

    private final InputDefinition input;
    private final int framesPerSample;
    private final long seed;

    /**
     * @param framesPerSample labelled frames that are kept of a sample, at most: what bounds memory
     * @param seed decides which
     */
    Features(InputDefinition input, int framesPerSample, long seed) {
        this.input = input;
        this.framesPerSample = framesPerSample;
        this.seed = seed;
    }

    /** The mean over the steps that see no padding. */
    float[] pooled(StageShape shape, Sample sample) {
        return mean(shape, sample, 0, shape.validSteps(sample.valid()));
    }

    /**
     * The frames of a sample that count, in increasing order: those whose label is known and whose centre is not
     * padding, or a draw of them where they are more than the limit. It depends on the sample's recording and sequence
     * but not on the depth, so that every row of a table is about the same frames.
     *
     * @param labels by frame, -1 unknown
     */
    int[] frames(Sample sample, int[] labels) {
        int[] usable = IntStream.range(0, Math.min(labels.length, input.frames()))
                .filter(f -> labels[f] >= 0 && centre(f) < sample.valid())
                .toArray();
        if (usable.length <= framesPerSample) {
            return usable;
        }
        SplittableRandom random = Seeds.generator(seed, "probe-frames", sample.recording(), sample.sequence());
        for (int i = 0; i < framesPerSample; i++) {
            int drawn = random.nextInt(i, usable.length);
            int swapped = usable[i];
            usable[i] = usable[drawn];
            usable[drawn] = swapped;
        }
        int[] kept = Arrays.copyOf(usable, framesPerSample);
        Arrays.sort(kept);
        return kept;
    }

    /** The mean over the valid steps that are centred within a frame; where none is, the nearest valid step. */
    float[] frame(StageShape shape, Sample sample, int frame) {
        int steps = shape.validSteps(sample.valid());
        int first = Math.max(0, firstStepFrom(shape, (double) frame * input.frame()));
        int end = Math.min(steps, firstStepFrom(shape, (frame + 1.0) * input.frame()));
        if (first < end) {
            return mean(shape, sample, first, end);
        }
        long nearest = Math.round((centre(frame) - shape.centre()) / shape.hop());
        int step = (int) Math.max(0, Math.min(nearest, steps - 1));
        return mean(shape, sample, step, step + 1);
    }

    private double centre(int frame) {
        return frame * (double) input.frame() + (input.frame() - 1) / 2.0;
    }

    private static int firstStepFrom(StageShape shape, double inputSample) {
        return (int) Math.ceil((inputSample - shape.centre()) / shape.hop());
    }

    private static float[] mean(StageShape shape, Sample sample, int first, int end) {
        float[] values = sample.values();
        int steps = values.length / shape.channels();
        float[] mean = new float[shape.channels()];
        for (int c = 0; c < mean.length; c++) {
            double sum = 0;
            for (int t = first; t < end; t++) {
                sum += values[c * steps + t];
            }
            mean[c] = (float) (sum / (end - first));
        }
        return mean;
    }
}
