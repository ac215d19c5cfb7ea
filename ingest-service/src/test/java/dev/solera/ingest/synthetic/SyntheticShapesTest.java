package dev.solera.ingest.synthetic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.ingest.corpus.OpeningProgress;
import dev.solera.ingest.corpus.Recording;
import dev.solera.ingest.picture.ListedPictures;
import dev.solera.media.picture.Picture;
import dev.solera.pipeline.ImageInput;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SyntheticShapesTest {

    private static final long SEED = 3;

    private final ListedPictures corpus = SyntheticShapes.open(SEED, input(3, 32), OpeningProgress.toLog());

    @Test
    void shouldShowEveryShapeColourAndRowAboutAsOften() {
        assertThat(corpus.recordings()).hasSize(4000);
        assertThat(corpus.recordings()).filteredOn(Recording::heldOut).hasSize(1000);
        assertThat(corpus.labels().classes()).containsOnlyKeys("shape", "colour", "row");
        corpus.labels().classes().forEach((label, classes) -> {
            for (int number = 0; number < classes.size(); number++) {
                int wanted = number;
                double share = corpus.recordings().stream()
                                .filter(recording -> recording.label(label) == wanted)
                                .count()
                        / 4000.0;
                assertThat(share * classes.size())
                        .as("%s %s, seed %d", label, classes.get(number), SEED)
                        .isBetween(0.85, 1.15);
            }
        });
    }

    @Test
    void shouldFollowFromSeedAndNumberAlone() throws Exception {
        Picture once = corpus.read(17);
        ListedPictures again = SyntheticShapes.open(SEED, input(3, 32), OpeningProgress.toLog());
        again.read(5);

        assertThat(again.read(17).values()).isEqualTo(once.values());
        assertThat(again.listing().hash()).isEqualTo(corpus.listing().hash());
        ListedPictures other = SyntheticShapes.open(SEED + 1, input(3, 32), OpeningProgress.toLog());
        assertThat(other.read(17).values()).isNotEqualTo(once.values());
        assertThat(other.listing().hash()).isNotEqualTo(corpus.listing().hash());
    }

    @Test
    void shouldBeAsLargeAsPicturesAreScaledTo() throws Exception {
        Picture room = corpus.read(0);
        Picture scaled = SyntheticShapes.open(
                        SEED,
                        new ImageInput(32, 1, Optional.of(48), null, null, Optional.empty()),
                        OpeningProgress.toLog())
                .read(0);

        assertThat(List.of(room.channels(), room.height(), room.width())).containsExactly(3, 36, 36);
        assertThat(List.of(scaled.channels(), scaled.height(), scaled.width())).containsExactly(1, 48, 48);
    }

    @Test
    void shouldHaveTheColourThatItsLabelSaysWhereTheShapeIs() throws Exception {
        List<String> colours = corpus.labels().classes().get("colour");
        Map<String, int[]> strongest = Map.of("red", new int[] {0}, "green", new int[] {1}, "blue", new int[] {2});
        for (Recording recording : corpus.recordings().subList(0, 300)) {
            int[] channels = strongest.getOrDefault(colours.get(recording.label("colour")), new int[0]);
            if (channels.length > 0) {
                assertThat(purestPixels(corpus.read(recording.index()), channels[0]))
                        .as("%s, seed %d", recording.name(), SEED)
                        .isGreaterThan(15);
            }
        }
    }

    /** Whether a picture's mean told the shape, which would leave nothing to learn: the means of all shapes are alike. */
    @Test
    void shouldNotTellTheShapeByThePicturesMean() throws Exception {
        ListedPictures grey = SyntheticShapes.open(SEED, input(1, 32), OpeningProgress.toLog());
        int shapes = grey.labels().classes().get("shape").size();
        double[] sums = new double[shapes];
        double[] squares = new double[shapes];
        int[] counts = new int[shapes];
        for (Recording recording : grey.recordings().subList(0, 1200)) {
            double mean = mean(grey.read(recording.index()));
            int shape = recording.label("shape");
            sums[shape] += mean;
            squares[shape] += mean * mean;
            counts[shape]++;
        }
        double all = java.util.Arrays.stream(sums).sum() / 1200;
        for (int shape = 0; shape < shapes; shape++) {
            double mean = sums[shape] / counts[shape];
            double deviation = Math.sqrt(squares[shape] / counts[shape] - mean * mean);
            assertThat(Math.abs(mean - all) / deviation)
                    .as("shape %d, seed %d: distance of its mean in deviations", shape, SEED)
                    .isLessThan(0.35);
        }
    }

    private static int purestPixels(Picture picture, int channel) {
        int found = 0;
        for (int y = 0; y < picture.height(); y++) {
            for (int x = 0; x < picture.width(); x++) {
                int own = picture.value(channel, y, x);
                boolean pure = true;
                for (int c = 0; c < 3; c++) {
                    pure &= c == channel || own > picture.value(c, y, x) + Picture.FULL / 4;
                }
                found += pure ? 1 : 0;
            }
        }
        return found;
    }

    private static double mean(Picture picture) {
        double sum = 0;
        for (short value : picture.values()) {
            sum += Short.toUnsignedInt(value);
        }
        return sum / picture.values().length / Picture.FULL;
    }

    private static ImageInput input(int channels, int size) {
        return new ImageInput(size, channels, Optional.empty(), null, null, Optional.empty());
    }
}
