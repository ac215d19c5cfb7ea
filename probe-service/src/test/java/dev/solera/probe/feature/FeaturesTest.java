package dev.solera.probe.feature;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.activation.Purpose;
import dev.solera.activation.Sample;
import dev.solera.definition.ActivationShape;
import dev.solera.definition.ActivationShape.Axis;
import dev.solera.layer.TimeBase;
import dev.solera.pipeline.AudioInput;
import dev.solera.pipeline.ImageInput;
import dev.solera.pipeline.Stage;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FeaturesTest {

    /** 10 ms frames of ten samples, eight of them in a window. */
    private static final AudioInput INPUT = new AudioInput(1000, 80, 1, null, null);

    private static final Features FEATURES = new Features(INPUT, 4, 1);

    @Test
    void shouldPoolOnlyValidStepsWhenSampleIsPadded() {
        // given a convolution of kernel 4 and stride 4, so that 41 valid samples are 10 whole steps of 20
        Stage stage = stage(2, 20, TimeBase.INPUT.after(4, 4, 0));
        float[] values = new float[40];
        Arrays.fill(values, 0, 10, 3);
        Arrays.fill(values, 10, 20, 100);
        Arrays.fill(values, 20, 30, 5);
        Arrays.fill(values, 30, 40, 100);

        // when, then
        assertThat(FEATURES.pooled(stage, sample(stage, 41, values))).containsExactly(3, 5);
    }

    @Test
    void shouldPoolAllPlacesOfAllPatchesWhenThereIsNoTime() {
        // given
        Features features = new Features(new ImageInput(4, 3, null, null, null, null), 4, 1);
        var patches = new Axis(ActivationShape.PATCHES, 2);
        var channels = new Axis(ActivationShape.CHANNELS, 3);
        var cut = new Stage(
                new ActivationShape(List.of(
                        patches, channels, new Axis(ActivationShape.HEIGHT, 1), new Axis(ActivationShape.WIDTH, 2))),
                Optional.empty());
        var means = new Stage(new ActivationShape(List.of(patches, channels)), Optional.empty());

        // when, then: places of channel 0 are 1 2 and 7 8, of channel 1 3 4 and 9 10
        Sample whole = sample(cut, 16, new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12});
        assertThat(features.pooled(cut, whole)).containsExactly(4.5f, 6.5f, 8.5f);
        Sample mean = sample(means, 16, new float[] {1, 2, 3, 7, 8, 9});
        assertThat(features.pooled(means, mean)).containsExactly(4f, 5f, 6f);
        assertThat(features.frames(whole, new int[] {1, 2})).isEmpty();
    }

    @Test
    void shouldAverageStepsCentredInFrame() {
        // given steps centred on 1, 5, 9 | 13, 17 | 21, 25, 29 | ...
        Stage stage = stage(1, 20, new TimeBase(4, 1, 0, 0));
        Sample sample = sample(stage, 80, ramp(20));

        // when, then
        assertThat(FEATURES.frame(stage, sample, 0)).containsExactly((0 + 1 + 2) / 3f);
        assertThat(FEATURES.frame(stage, sample, 1)).containsExactly((3 + 4) / 2f);
        assertThat(FEATURES.frame(stage, sample, 2)).containsExactly((5 + 6 + 7) / 3f);
    }

    @Test
    void shouldPutStepIntoLaterFrameWhenItsCentreIsOnTheBorder() {
        // given steps centred on 0, 5 | 10, 15 | 20 ...
        Stage stage = stage(1, 16, new TimeBase(5, 0, 0, 0));
        Sample sample = sample(stage, 80, ramp(16));

        // when, then
        assertThat(FEATURES.frame(stage, sample, 1)).containsExactly((2 + 3) / 2f);
    }

    @Test
    void shouldTakeNearestStepWhenFrameHasNone() {
        // given steps centred on 3, 33, 63: frames 1 and 2 (centres 14.5 and 24.5) have none
        Stage stage = stage(1, 3, new TimeBase(30, 3, 10, 0));
        Sample sample = sample(stage, 80, ramp(3));

        // when, then
        assertThat(IntStream.range(0, 8).mapToObj(f -> FEATURES.frame(stage, sample, f)[0]))
                .containsExactly(0f, 0f, 1f, 1f, 1f, 2f, 2f, 2f);
    }

    @Test
    void shouldTakeLastValidStepWhenFramesOwnStepsAreInvalid() {
        // given 25 valid samples, which are two whole steps of ten, centred on 4.5 and 14.5
        Stage stage = stage(1, 8, TimeBase.INPUT.after(10, 10, 0));
        Sample sample = sample(stage, 25, ramp(8));

        // when, then
        assertThat(FEATURES.frame(stage, sample, 2)).containsExactly(1);
    }

    @Test
    void shouldTreatRawInputLikeAnyDepth() {
        // given
        Stage raw = INPUT.stage();
        Sample sample = sample(raw, 40, ramp(80));

        // when, then
        assertThat(FEATURES.pooled(raw, sample)).containsExactly(19.5f);
        assertThat(FEATURES.frame(raw, sample, 3)).containsExactly(34.5f);
    }

    @Test
    void shouldKeepOnlyLabelledFramesThatAreNotPadding() {
        // given 55 valid samples: frame 5 is centred on 54.5, which is valid; frame 6 is not
        Sample sample = sample(INPUT.stage(), 55, ramp(80));

        // when, then
        assertThat(FEATURES.frames(sample, new int[] {-1, 0, -1, 2, -1, 1, 1, 1}))
                .containsExactly(1, 3, 5);
    }

    @Test
    void shouldDrawSameFramesAgainWhenThereAreMoreThanTheLimit() {
        // given
        Sample sample = sample(INPUT.stage(), 80, ramp(80));
        int[] labels = new int[8];

        // when
        int[] drawn = FEATURES.frames(sample, labels);

        // then
        assertThat(drawn).hasSize(4).isSorted().doesNotHaveDuplicates().isEqualTo(FEATURES.frames(sample, labels));
        assertThat(drawn).isNotEqualTo(new Features(INPUT, 4, 2).frames(sample, labels));
    }

    private static Stage stage(int channels, int steps, TimeBase time) {
        return new Stage(ActivationShape.sequence(channels, steps), Optional.of(time));
    }

    private static Sample sample(Stage stage, long valid, float[] values) {
        return new Sample(3, Purpose.EVALUATE_TRAIN, 5, valid, Map.of(), stage.shape(), values);
    }

    private static float[] ramp(int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = i;
        }
        return values;
    }
}
