package dev.solera.probe.feature;

import dev.solera.activation.Sample;
import dev.solera.definition.ActivationShape;
import dev.solera.pipeline.AudioInput;
import dev.solera.pipeline.InputDefinition;
import dev.solera.pipeline.Stage;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a probe sees of a sample at any depth, {@code [channels]} at a time: the mean over its valid steps, or over all places of a
 * picture, in all its patches; or the mean over the steps of one 10 ms frame. The raw input is treated like every other depth.
 */
public final class Features {

    private final Optional<FrameFeatures> frames;

    /**
     * @param framesPerSample labelled frames that are kept of a sample, at most: what bounds memory
     * @param seed decides which
     */
    public Features(InputDefinition input, int framesPerSample, long seed) {
        this.frames = input instanceof AudioInput sound
                ? Optional.of(new FrameFeatures(sound, framesPerSample, seed))
                : Optional.empty();
    }

    /** The mean over the steps that see no padding, or over all places where there are no steps. */
    public float[] pooled(Stage stage, Sample sample) {
        return stage.time()
                .map(time -> FrameFeatures.mean(
                        stage,
                        sample,
                        0,
                        time.validSteps(sample.valid(), stage.shape().size(ActivationShape.TIME))))
                .orElseGet(() -> mean(stage.shape(), sample.values()));
    }

    /** All that a sample says, by label. */
    public Map<String, LabelledRows> labelled(Stage stage, Sample sample) {
        Map<String, LabelledRows> labelled = new TreeMap<>();
        float[] pooled =
                sample.labels().values().stream().anyMatch(Features::isOfSample) ? pooled(stage, sample) : null;
        sample.labels().forEach((label, values) -> labelled.put(label, of(stage, sample, values, pooled)));
        return labelled;
    }

    private static boolean isOfSample(int[] values) {
        return values.length == 1;
    }

    private LabelledRows of(Stage stage, Sample sample, int[] values, float[] pooled) {
        if (isOfSample(values)) {
            boolean known = values[0] >= 0;
            return new LabelledRows(false, known ? List.of(pooled) : List.of(), known ? values : new int[0]);
        }
        int[] kept = frames(sample, values);
        return new LabelledRows(
                true,
                Arrays.stream(kept)
                        .mapToObj(frame -> frame(stage, sample, frame))
                        .toList(),
                Arrays.stream(kept).map(frame -> values[frame]).toArray());
    }

    private static float[] mean(ActivationShape shape, float[] values) {
        double[] sums = new double[shape.channels()];
        int run = shape.valuesPerChannel();
        for (int from = 0, c = 0; from < values.length; from += run, c = (c + 1) % sums.length) {
            double sum = sums[c];
            for (int i = from; i < from + run; i++) {
                sum += values[i];
            }
            sums[c] = sum;
        }
        int places = values.length / sums.length;
        float[] mean = new float[sums.length];
        for (int c = 0; c < mean.length; c++) {
            mean[c] = (float) (sums[c] / places);
        }
        return mean;
    }

    /**
     * The frames of a sample that count, in increasing order; none where the input has no time.
     *
     * @param labels by frame, -1 unknown
     * @see FrameFeatures#frames
     */
    public int[] frames(Sample sample, int[] labels) {
        return frames.map(features -> features.frames(sample, labels)).orElseGet(() -> new int[0]);
    }

    /**
     * What is seen of one of the {@link #frames}.
     *
     * @see FrameFeatures#frame
     */
    public float[] frame(Stage stage, Sample sample, int frame) {
        return frames.orElseThrow().frame(stage, sample, frame);
    }
}
