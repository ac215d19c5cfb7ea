package dev.solera.ingest.plan;

import static dev.solera.ingest.plan.Gradients.SIZE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.solera.activation.Purpose;
import dev.solera.activation.Sample;
import dev.solera.ingest.corpus.Recording;
import dev.solera.media.picture.Picture;
import dev.solera.pipeline.ImageInput;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PictureSamplingTest {

    private static final long SEED = 7;
    private static final int EPOCHS = 200;

    private final Gradients corpus = new Gradients(3, 2);

    @Test
    void shouldCutAnotherCropEachEpochWhenItIsRandom() throws Exception {
        PictureSampling sampling = sampling(ImageInput.Crop.RANDOM, true);
        Set<String> seen = new HashSet<>();

        for (int epoch = 0; epoch < EPOCHS; epoch++) {
            seen.add(place(learn(sampling, epoch, 1)));
        }

        // 3 rows, 5 columns and both ways round
        assertThat(seen).as("seed %d", SEED).hasSize(3 * 5 * 2);
    }

    @Test
    void shouldNeverMirrorWhenTheDefinitionSaysSo() throws Exception {
        PictureSampling sampling = sampling(ImageInput.Crop.RANDOM, false);
        Set<String> seen = new HashSet<>();

        for (int epoch = 0; epoch < EPOCHS; epoch++) {
            seen.add(place(learn(sampling, epoch, 1)));
        }

        assertThat(seen).as("seed %d", SEED).hasSize(3 * 5).noneMatch(place -> place.endsWith("mirrored"));
    }

    @Test
    void shouldCutAtTheCentreWhenTheDefinitionSaysSo() throws Exception {
        PictureSampling sampling = sampling(ImageInput.Crop.CENTRE, false);

        assertThat(place(learn(sampling, 0, 1))).isEqualTo("1 2");
        assertThat(place(learn(sampling, 1, 1))).isEqualTo("1 2");
    }

    @Test
    void shouldCutHeldOutAndEvaluatedPicturesAtTheCentreUnmirrored() throws Exception {
        PictureSampling sampling = sampling(ImageInput.Crop.RANDOM, true);

        for (int epoch = 0; epoch < 20; epoch++) {
            Sample heldOut = learn(sampling, epoch, 4);
            assertThat(heldOut.purpose()).isEqualTo(Purpose.HELD_OUT);
            assertThat(place(heldOut)).isEqualTo("1 2");
        }
        List<PlannedSample> evaluation = sampling.evaluation(2);
        assertThat(evaluation)
                .extracting(PlannedSample::purpose)
                .containsExactly(
                        Purpose.EVALUATE_TRAIN,
                        Purpose.EVALUATE_TRAIN,
                        Purpose.EVALUATE_HELD_OUT,
                        Purpose.EVALUATE_HELD_OUT);
        for (PlannedSample planned : evaluation) {
            assertThat(place(planned.read(0))).isEqualTo("1 2");
        }
    }

    @Test
    void shouldDependOnSeedEpochAndPictureAlone() throws Exception {
        Sample once = learn(sampling(ImageInput.Crop.RANDOM, true), 9, 2);
        PictureSampling again = sampling(ImageInput.Crop.RANDOM, true);
        learn(again, 3, 1);

        assertThat(learn(again, 9, 2).values()).isEqualTo(once.values());
        Set<String> others = new HashSet<>();
        for (long seed = 0; seed < 30; seed++) {
            others.add(place(
                    learn(new PictureSampling(Gradients.input(ImageInput.Crop.RANDOM, true), seed, corpus), 9, 2)));
        }
        assertThat(others).hasSizeGreaterThan(10);
    }

    @Test
    void shouldScaleValuesAndCarryLabelsAndTheTrueLength() throws Exception {
        Sample sample = learn(sampling(ImageInput.Crop.CENTRE, false), 0, 2);

        assertThat(sample.sequence()).isEqualTo(11);
        assertThat(sample.recording()).isEqualTo(2);
        assertThat(sample.valid()).isEqualTo(SIZE * SIZE);
        assertThat(sample.labels().get("class")).containsExactly(2);
        assertThat(sample.shape()).hasToString("[channels 1, height 8, width 8]");
        double first = Gradients.value(2, 1, 2) / (double) Picture.FULL;
        assertThat(sample.values()[0]).isEqualTo((float) ((first - 0.5) / 0.25));
    }

    @Test
    void shouldBeBlankAndUnknownInThePlaceOfWhatCannotBeRead() {
        corpus.withUnreadable(4);
        PlannedSample planned = sampling(ImageInput.Crop.RANDOM, true)
                .learning(0, corpus.recordings().get(4), Set.of());

        assertThatThrownBy(() -> planned.read(0))
                .isInstanceOf(UnreadableWindowException.class)
                .hasMessage("is damaged");
        Sample blank = planned.blank(3);
        assertThat(blank.valid()).isZero();
        assertThat(blank.labels().get("class")).containsExactly(-1);
        assertThat(blank.values()).containsOnly(0);
    }

    private PictureSampling sampling(ImageInput.Crop crop, boolean flip) {
        return new PictureSampling(Gradients.input(crop, flip), SEED, corpus);
    }

    private Sample learn(PictureSampling sampling, long epoch, int picture) throws UnreadableWindowException {
        Recording recording = corpus.recordings().get(picture);
        return sampling.learning(epoch, recording, Set.of()).read(11);
    }

    /** Row and column of a crop's upper left corner; every value of it is checked. */
    private static String place(Sample sample) {
        int[] values = new int[SIZE * SIZE];
        for (int i = 0; i < values.length; i++) {
            values[i] = (int) Math.round((sample.values()[i] * 0.25 + 0.5) * Picture.FULL);
        }
        boolean mirrored = values[1] < values[0];
        int corner = (mirrored ? values[SIZE - 1] : values[0]) - sample.recording() * 1000;
        int row = corner / 20;
        int column = corner % 20;
        int[] expected = new int[values.length];
        for (int y = 0; y < SIZE; y++) {
            for (int x = 0; x < SIZE; x++) {
                expected[y * SIZE + x] =
                        Gradients.value(sample.recording(), row + y, column + (mirrored ? SIZE - 1 - x : x));
            }
        }
        assertThat(values).as(Arrays.toString(values)).isEqualTo(expected);
        return "%d %d%s".formatted(row, column, mirrored ? " mirrored" : "");
    }
}
