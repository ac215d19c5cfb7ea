package dev.solera.probe.feature;

import dev.solera.activation.Sample;
import dev.solera.definition.ActivationShape;
import dev.solera.layer.TimeBase;
import dev.solera.pipeline.AudioInput;
import dev.solera.pipeline.Seeds;
import dev.solera.pipeline.Stage;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** What a probe sees of the 10 ms frames of a sound: the mean over the steps of one. */
final class FrameFeatures {

    private final AudioInput input;
    private final int framesPerSample;
    private final long seed;

    /**
     * @param framesPerSample labelled frames that are kept of a sample, at most: what bounds memory
     * @param seed decides which
     */
    FrameFeatures(AudioInput input, int framesPerSample, long seed) {
        this.input = input;
        this.framesPerSample = framesPerSample;
        this.seed = seed;
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
    float[] frame(Stage stage, Sample sample, int frame) {
        int steps = validSteps(stage, sample);
        TimeBase time = stage.time().orElseThrow();
        int first = Math.max(0, firstStepFrom(time, (double) frame * input.frame()));
        int end = Math.min(steps, firstStepFrom(time, (frame + 1.0) * input.frame()));
        if (first < end) {
            return mean(stage, sample, first, end);
        }
        long nearest = Math.round((centre(frame) - time.centre()) / time.hop());
        int step = (int) Math.max(0, Math.min(nearest, steps - 1));
        return mean(stage, sample, step, step + 1);
    }

    private static int validSteps(Stage stage, Sample sample) {
        return stage.time()
                .orElseThrow()
                .validSteps(sample.valid(), stage.shape().size(ActivationShape.TIME));
    }

    private double centre(int frame) {
        return frame * (double) input.frame() + (input.frame() - 1) / 2.0;
    }

    private static int firstStepFrom(TimeBase time, double inputSample) {
        return (int) Math.ceil((inputSample - time.centre()) / time.hop());
    }

    static float[] mean(Stage stage, Sample sample, int first, int end) {
        float[] values = sample.values();
        int steps = stage.shape().size(ActivationShape.TIME);
        float[] mean = new float[stage.shape().channels()];
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
