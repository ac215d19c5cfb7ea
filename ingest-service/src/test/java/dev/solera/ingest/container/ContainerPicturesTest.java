package dev.solera.ingest.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.solera.ingest.corpus.InvalidSourceException;
import dev.solera.ingest.corpus.OpeningProgress;
import dev.solera.ingest.corpus.Recording;
import dev.solera.ingest.corpus.SourceUnavailableException;
import dev.solera.ingest.picture.ListedPictures;
import dev.solera.media.UnreadableRecordingException;
import dev.solera.media.picture.Picture;
import dev.solera.pipeline.ImageInput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files as the data sets' authors lay them out, of a few pictures, whose every value follows from where it is. */
class ContainerPicturesTest {

    private static final double STEP = Picture.FULL / 255.0;

    @TempDir
    private Path folder;

    @Test
    void shouldReadStl10WhoseColumnsComeOneAfterTheOther() throws Exception {
        stl10("train", 3, new int[] {1, 10, 2});
        stl10("test", 2, new int[] {10, 1});
        stl10("unlabeled", 4, new int[0]);
        Files.writeString(
                folder.resolve("class_names.txt"), "airplane\nbird\ncar\ncat\ndeer\ndog\nhorse\nmonkey\nship\ntruck\n");

        ListedPictures corpus = open(3, "");

        assertThat(corpus.recordings())
                .extracting(Recording::name)
                .startsWith("train_X.bin#0", "train_X.bin#1", "train_X.bin#2", "unlabeled_X.bin#0")
                .endsWith("test_X.bin#0", "test_X.bin#1");
        assertThat(heldOut(corpus)).containsExactly("test_X.bin#0", "test_X.bin#1");
        assertThat(corpus.labels().classes()).isEqualTo(Map.of("class", List.of("airplane", "bird", "truck")));
        assertThat(corpus.recordings().get(1).labels()).isEqualTo(Map.of("class", 2));
        assertThat(corpus.recordings().get(3).labels()).as("unlabelled").isEmpty();
        Picture picture = corpus.read(2);
        assertThat(List.of(picture.channels(), picture.height(), picture.width()))
                .containsExactly(3, 96, 96);
        for (int[] place : new int[][] {{0, 0, 0}, {0, 5, 60}, {1, 60, 5}, {2, 95, 94}}) {
            assertThat(picture.value(place[0], place[1], place[2]) / STEP)
                    .as("channel, row, column %s", List.of(place[0], place[1], place[2]))
                    .isCloseTo(value(2, place[0], place[1], place[2]), within(1e-6));
        }
    }

    @Test
    void shouldReadCifar10WhosePicturesComeBehindTheirClasses() throws Exception {
        for (int batch = 1; batch <= 2; batch++) {
            cifar10("data_batch_%d.bin".formatted(batch), 0, 9);
        }
        cifar10("test_batch.bin", 3);

        ListedPictures corpus = open(3, "");

        assertThat(heldOut(corpus)).containsExactly("test_batch.bin#0");
        assertThat(corpus.labels().classes()).isEqualTo(Map.of("class", List.of("0", "3", "9")));
        Picture picture = corpus.read(3);
        assertThat(picture.value(1, 20, 7) / STEP).isCloseTo(value(1, 1, 20, 7), within(1e-6));
        assertThat(open(1, "").read(3).value(0, 20, 7) / STEP)
                .isCloseTo(
                        0.299 * value(1, 0, 20, 7) + 0.587 * value(1, 1, 20, 7) + 0.114 * value(1, 2, 20, 7),
                        within(0.01));
    }

    @ParameterizedTest
    @CsvSource({
        "train-images-idx3-ubyte, train-labels-idx1-ubyte",
        "train-images.idx3-ubyte, train-labels.idx1-ubyte",
        "train-images-idx3-ubyte.gz, train-labels-idx1-ubyte.gz",
        "train-images-idx3-ubyte, train-labels-idx1-ubyte.gz"
    })
    void shouldReadIdxFilesPackedOrNot(String pictures, String labels) throws Exception {
        write(pictures, idxPictures(3));
        write(labels, idxLabels(7, 0, 7));
        write("t10k-images-idx3-ubyte", idxPictures(1));
        write("t10k-labels-idx1-ubyte", idxLabels(0));

        ListedPictures corpus = open(1, "");

        assertThat(heldOut(corpus)).containsExactly("t10k-images-idx3-ubyte#0");
        assertThat(corpus.labels().classes()).isEqualTo(Map.of("class", List.of("0", "7")));
        assertThat(corpus.recordings().get(2).labels()).isEqualTo(Map.of("class", 1));
        Picture picture = corpus.read(2);
        assertThat(List.of(picture.channels(), picture.height(), picture.width()))
                .containsExactly(1, 28, 20);
        assertThat(picture.value(0, 20, 13) / STEP).isCloseTo(value(2, 0, 20, 13), within(1e-6));
    }

    @Test
    void shouldHoldOutByARuleWhenOneIsGiven() throws Exception {
        stl10("train", 3, new int[] {1, 10, 2});
        stl10("test", 2, new int[] {10, 1});

        assertThat(heldOut(open(3, "class=2"))).containsExactly("train_X.bin#2");
        assertThat(heldOut(open(3, "none"))).isEmpty();
        assertThat(open(3, "none").labels().classes()).containsOnlyKeys("class");
        Files.writeString(folder.resolve("list.txt"), "train_X.bin#1\n");
        assertThat(heldOut(open(3, "list:" + folder.resolve("list.txt")))).containsExactly("train_X.bin#1");
    }

    @Test
    @Timeout(60)
    void shouldFindOneOfManyPicturesByItsFullNameAlone() throws Exception {
        // given
        int count = 100_000;
        write(
                "train-images.idx3-ubyte",
                ByteBuffer.allocate(16 + count)
                        .putInt(0x803)
                        .putInt(count)
                        .putInt(1)
                        .putInt(1)
                        .array());
        write("train-labels.idx1-ubyte", idxLabels(new int[count]));
        Path list = folder.resolve("list.txt");
        Files.writeString(list, "./train-images.idx3-ubyte#99999\n");

        // when
        ListedPictures corpus = open(1, "list:" + list);

        // then
        assertThat(heldOut(corpus)).containsExactly("train-images.idx3-ubyte#99999");
    }

    @Test
    void shouldNotTakeTheNameOfAFileForItsPictures() throws Exception {
        stl10("train", 3, new int[] {1, 10, 2});
        Path list = folder.resolve("list.txt");
        Files.writeString(list, "train_X\n");

        assertThatThrownBy(() -> open(3, "list:" + list))
                .isInstanceOf(InvalidSourceException.class)
                .hasMessageContaining("names train_X; allowed");
    }

    @Test
    void shouldHoldOutByTheRuleOfFoldersWhenThereAreNoTestFiles() throws Exception {
        cifar10("data_batch_1.bin", 0, 9, 1, 2, 3, 4, 5, 6, 7, 8, 0, 1, 2, 3);

        ListedPictures corpus = ContainerPictures.find(folder, input(3), "", "", "hash:0.5", OpeningProgress.toLog())
                .orElseThrow();

        assertThat(heldOut(corpus)).hasSizeBetween(2, 12);
    }

    @Test
    void shouldHaveNoLabelsWhenNoneAreWantedAndRefuseOthers() throws Exception {
        cifar10("data_batch_1.bin", 0, 9);

        assertThat(ContainerPictures.find(folder, input(3), "none", "none", "none", OpeningProgress.toLog())
                        .orElseThrow()
                        .labels()
                        .classes())
                .isEmpty();
        assertThatThrownBy(() ->
                        ContainerPictures.find(folder, input(3), "kaldi", "none", "none", OpeningProgress.toLog()))
                .isInstanceOf(InvalidSourceException.class)
                .hasMessageStartingWith("labels is kaldi with the files of a data set, data_batch_1.bin");
    }

    @Test
    void shouldFindNothingInAFolderOfOtherFiles() throws Exception {
        Files.writeString(folder.resolve("train_y.bin"), "x");

        assertThat(ContainerPictures.find(folder, input(3), "", "", "none", OpeningProgress.toLog()))
                .isEmpty();
        assertThat(ContainerPictures.find(folder.resolve("absent"), input(3), "", "", "none", OpeningProgress.toLog()))
                .isEmpty();
    }

    @Test
    void shouldRefuseFilesThatAreNotWhole() throws Exception {
        stl10("train", 3, new int[] {1, 10, 2});
        Path labels = folder.resolve("train_y.bin");

        Files.write(labels, new byte[] {1, 2});
        requireRefusal("train_y.bin has 2 labels; allowed: 3, as train_X.bin has pictures");
        Files.write(labels, new byte[] {1, 2, 11});
        requireRefusal("train_y.bin says class 11 of picture 2; allowed: 1 to 10");
        Files.delete(labels);
        requireRefusal("train_y.bin is not there beside train_X.bin; allowed: both");
        Files.write(folder.resolve("train_X.bin"), new byte[27647]);
        requireRefusal("train_X.bin has 27647 bytes; allowed: a multiple of 27648, one or more");
        Files.delete(folder.resolve("train_X.bin"));
        write("train-images-idx3-ubyte", idxPictures(3));
        requireRefusal("train-labels-idx1-ubyte is not there beside train-images-idx3-ubyte; allowed: both");
        write("train-labels-idx1-ubyte", idxLabels(1, 2));
        requireRefusal("train-labels-idx1-ubyte says 2 labels; allowed: 3, as train-images-idx3-ubyte has pictures");
        write("train-labels-idx1-ubyte", idxPictures(3));
        requireRefusal("train-labels-idx1-ubyte begins with 00000803; allowed: 00000801, bytes in 1 dimensions");
        write("train-labels-idx1-ubyte", idxLabels(1, 2, 3));
        Path pictures = folder.resolve("train-images-idx3-ubyte");
        byte[] whole = Files.readAllBytes(pictures);
        Files.write(pictures, java.util.Arrays.copyOf(whole, whole.length - 1));
        requireRefusal("train-images-idx3-ubyte has 1695 bytes; allowed: 1696, for its 3 pictures");
        Files.delete(pictures);
        write("train-images-idx3-ubyte.gz", java.util.Arrays.copyOf(whole, whole.length - 1));
        requireRefusal("train-images-idx3-ubyte.gz is less than 1696 bytes unpacked; allowed: as many");
        Files.write(folder.resolve("train-images-idx3-ubyte.gz"), whole);
        requireRefusal("train-images-idx3-ubyte.gz cannot be read: java.util.zip.ZipException");
        cifar10("test_batch.bin", 3);
        write("train-images-idx3-ubyte.gz", whole);
        requireRefusal("holds files of several data sets, test_batch.bin and train-images-idx3-ubyte.gz");
    }

    @Test
    void shouldTakeAFolderThatIsAwayForNoDamageAndReadOnWhenItIsBack(@TempDir Path elsewhere) throws Exception {
        cifar10("data_batch_1.bin", 0, 9);
        ListedPictures corpus = open(3, "none");
        Picture before = corpus.read(1);
        Path file = folder.resolve("data_batch_1.bin");
        Path away = Files.move(file, elsewhere.resolve("away"));

        assertThatThrownBy(() -> corpus.read(1)).isInstanceOf(SourceUnavailableException.class);

        Files.move(away, file);
        assertThat(corpus.read(1).values()).isEqualTo(before.values());
        Files.write(file, new byte[100]);
        assertThatThrownBy(() -> corpus.read(1))
                .isInstanceOf(UnreadableRecordingException.class)
                .hasMessageStartingWith("is no longer in its file");
    }

    private ListedPictures open(int channels, String heldOut) {
        return ContainerPictures.find(folder, input(channels), "", heldOut, "none", OpeningProgress.toLog())
                .orElseThrow();
    }

    private static ImageInput input(int channels) {
        return new ImageInput(8, channels, Optional.empty(), null, null, Optional.empty());
    }

    private void requireRefusal(String message) {
        assertThatThrownBy(() -> open(3, ""))
                .isInstanceOf(InvalidSourceException.class)
                .hasMessageContaining(message);
    }

    private static List<String> heldOut(ListedPictures corpus) {
        return corpus.recordings().stream()
                .filter(Recording::heldOut)
                .map(Recording::name)
                .toList();
    }

    private static int value(int picture, int channel, int row, int column) {
        return (picture * 50 + channel * 83 + row * 7 + column * 3) & 0xFF;
    }

    private void stl10(String part, int count, int[] labels) throws IOException {
        ByteArrayOutputStream pictures = new ByteArrayOutputStream();
        for (int picture = 0; picture < count; picture++) {
            for (int channel = 0; channel < 3; channel++) {
                for (int column = 0; column < 96; column++) {
                    for (int row = 0; row < 96; row++) {
                        pictures.write(value(picture, channel, row, column));
                    }
                }
            }
        }
        write(part + "_X.bin", pictures.toByteArray());
        if (labels.length > 0) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            for (int label : labels) {
                bytes.write(label);
            }
            write(part + "_y.bin", bytes.toByteArray());
        }
    }

    private void cifar10(String name, int... labels) throws IOException {
        ByteArrayOutputStream pictures = new ByteArrayOutputStream();
        for (int picture = 0; picture < labels.length; picture++) {
            pictures.write(labels[picture]);
            for (int channel = 0; channel < 3; channel++) {
                for (int row = 0; row < 32; row++) {
                    for (int column = 0; column < 32; column++) {
                        pictures.write(value(picture, channel, row, column));
                    }
                }
            }
        }
        write(name, pictures.toByteArray());
    }

    private static byte[] idxPictures(int count) {
        ByteBuffer bytes = ByteBuffer.allocate(16 + count * 28 * 20);
        bytes.putInt(0x803).putInt(count).putInt(28).putInt(20);
        for (int picture = 0; picture < count; picture++) {
            for (int row = 0; row < 28; row++) {
                for (int column = 0; column < 20; column++) {
                    bytes.put((byte) value(picture, 0, row, column));
                }
            }
        }
        return bytes.array();
    }

    private static byte[] idxLabels(int... labels) {
        ByteBuffer bytes = ByteBuffer.allocate(8 + labels.length).putInt(0x801).putInt(labels.length);
        for (int label : labels) {
            bytes.put((byte) label);
        }
        return bytes.array();
    }

    private void write(String name, byte[] bytes) throws IOException {
        try (OutputStream file = Files.newOutputStream(folder.resolve(name));
                OutputStream out = name.endsWith(".gz") ? new GZIPOutputStream(file) : file) {
            out.write(bytes);
        }
    }
}
