package dev.solera.gateway.gallery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.solera.activation.MalformedRecordException;
import dev.solera.activation.Purpose;
import dev.solera.activation.SafetensorsWriter;
import dev.solera.activation.Sample;
import dev.solera.definition.ActivationShape;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.util.unit.DataSize;

class GalleryTest {

    @TempDir
    private Path folder;

    @Test
    void shouldKeepWhatIsHeldOutApartFromWhatIsTrainedOnAndTakeEachRecordingOnce() {
        Gallery gallery = new Gallery(2, 1);

        assertThat(gallery.offer(sample(1, Purpose.TRAIN))).isTrue();
        assertThat(gallery.offer(sample(1, Purpose.TRAIN))).isFalse();
        assertThat(gallery.offer(sample(2, Purpose.TRAIN))).isFalse();
        assertThat(gallery.offer(sample(4, Purpose.HELD_OUT))).isTrue();
        assertThat(gallery.offer(sample(4, Purpose.HELD_OUT))).isFalse();
        assertThat(gallery.isFull()).isFalse();
        assertThat(gallery.offer(sample(5, Purpose.EVALUATE_HELD_OUT))).isTrue();

        assertThat(gallery.isFull()).isTrue();
        assertThat(gallery.offer(sample(6, Purpose.HELD_OUT))).isFalse();
        assertThat(gallery.heldOut()).extracting(GallerySample::recording).containsExactly(4, 5);
        assertThat(gallery.training()).extracting(GallerySample::recording).containsExactly(1);
        assertThat(gallery.samples()).extracting(GallerySample::recording).containsExactly(4, 5, 1);
    }

    /** 1000 values are 4000 bytes. */
    @ParameterizedTest
    @CsvSource({"400, 400, 3200000, 400, 400", "300, 100, 40000, 7, 3", "0, 100, 40000, 0, 10", "300, 300, 3999, 0, 0"})
    void shouldHaveFewerOfBothWhenTheyWouldTakeMoreThanTheyMay(
            int samples, int training, long bytes, int heldOut, int labelled) {
        // given
        var properties = new GalleryProperties(samples, training, DataSize.ofBytes(bytes), Duration.ofSeconds(1), "");
        Gallery gallery = properties.gallery(1000);

        // when
        for (int i = 0; i < 1000; i++) {
            gallery.offer(new GallerySample(i, i % 2 == 0, Map.of("digit", 1), 4, new float[0]));
        }

        // then
        assertThat(gallery.heldOut()).hasSize(heldOut);
        assertThat(gallery.training()).hasSize(labelled);
    }

    @Test
    void shouldLearnFromNoSampleOfWhichNothingIsKnown() {
        Gallery gallery = new Gallery(1, 1);

        assertThat(gallery.offer(new GallerySample(1, false, Map.of(), 4, new float[4])))
                .isFalse();
        assertThat(gallery.offer(new GallerySample(2, true, Map.of(), 4, new float[4])))
                .isTrue();
    }

    @Test
    void shouldCallAClipByTheClassThatMostOfItsFramesHave() {
        GallerySample sample = sample(1, Purpose.HELD_OUT);

        assertThat(sample.labels()).isEqualTo(Map.of("speaker", 3, "phone", 7));
    }

    @Test
    void shouldReadBackWhatItWrote() throws IOException {
        List<GallerySample> samples =
                List.of(sample(4, Purpose.HELD_OUT), new GallerySample(9, false, Map.of("phone", 1), 2, new float[4]));
        Path file = folder.resolve("gallery.safetensors");

        GalleryFile.write(file, samples);

        List<GallerySample> read = GalleryFile.read(file);
        assertThat(read).usingRecursiveComparison().isEqualTo(samples);
    }

    @Test
    void shouldRefuseAFileWhoseTensorsAreOfOtherSamples() throws IOException {
        Path file = folder.resolve("gallery.safetensors");
        new SafetensorsWriter()
                .add("values", new float[4], 2, 2)
                .add("recording", new long[3], 3)
                .add("held-out", new long[3], 3)
                .add("length", new long[3], 3)
                .writeTo(file);

        assertThatThrownBy(() -> GalleryFile.read(file))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessageContaining("is no gallery");
    }

    private static GallerySample sample(int recording, Purpose purpose) {
        return GallerySample.of(new Sample(
                recording,
                purpose,
                recording,
                4,
                Map.of("speaker", new int[] {3}, "phone", new int[] {7, -1, 2, 7, -1, -1}, "none", new int[] {-1}),
                ActivationShape.sequence(1, 4),
                new float[] {1, 2, 3, recording}));
    }
}
