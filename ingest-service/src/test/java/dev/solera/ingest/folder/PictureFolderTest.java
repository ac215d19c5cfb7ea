package dev.solera.ingest.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.solera.ingest.corpus.InvalidSourceException;
import dev.solera.ingest.corpus.OpeningProgress;
import dev.solera.ingest.corpus.Recording;
import dev.solera.ingest.corpus.SourceUnavailableException;
import dev.solera.ingest.label.LabelColumns;
import dev.solera.ingest.picture.ListedPictures;
import dev.solera.media.UnreadableRecordingException;
import dev.solera.media.audio.Audio;
import dev.solera.media.picture.Picture;
import dev.solera.media.picture.Pictures;
import dev.solera.pipeline.ImageInput;
import dev.solera.pipeline.PixelScale;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PictureFolderTest {

    private static final long CACHE = 1 << 20;

    @TempDir
    private Path folder;

    @Test
    void shouldTakeTheFolderThatAPictureLiesInForItsClassAndLeaveOutHiddenFolders() throws Exception {
        put("colour.png", "cats/a.PNG");
        put("colour.jpg", "cats/young/b.jpeg");
        put("grey.png", "dogs/c.png");
        put("colour.png", "d.png");
        put("colour.png", ".ipynb_checkpoints/a-checkpoint.png");
        put("colour.png", "dogs/.thumbnails/t.png");
        Files.writeString(folder.resolve("dogs/._c.png"), "a resource fork");

        ListedPictures corpus = open("folder", "none");

        assertThat(corpus.recordings())
                .extracting(Recording::name)
                .containsExactly("cats/a.PNG", "cats/young/b.jpeg", "d.png", "dogs/c.png");
        assertThat(corpus.labels().classes()).isEqualTo(Map.of("class", List.of("cats", "dogs", "young")));
        assertThat(corpus.recordings().get(2).labels()).isEmpty();
        assertThat(corpus.listing().skipped()).containsOnlyKeys("dogs/._c.png");
        assertThat(corpus.listing().notes())
                .contains("Pictures that are not read: 2 in hidden folders")
                .anyMatch(note -> note.startsWith("1 of 4 have no labels, the first: d.png"));
    }

    @Test
    void shouldHoldOutByAListWithOrWithoutTheFoldersOwnName() throws Exception {
        put("colour.png", "set/cats/image_0001.jpg");
        put("colour.png", "set/cats/image_0002.jpg");
        put("colour.png", "set/dogs/image_0001.jpg");
        Path list = folder.resolve("test.txt");
        Files.writeString(list, "set/cats/image_0002.jpg\ndogs/image_0001.png\n");

        ListedPictures corpus = open(folder.resolve("set"), "folder", "list:" + list, CACHE);

        assertThat(corpus.recordings())
                .filteredOn(Recording::heldOut)
                .extracting(Recording::name)
                .containsExactly("cats/image_0002.jpg", "dogs/image_0001.jpg");
    }

    @Test
    void shouldLabelByAnExpressionAndByATable() throws Exception {
        put("colour.png", "7_red.png");
        put("colour.png", "9_blue.png");
        Path table = folder.resolve("meta.csv");
        Files.writeString(table, "file,kind\n7_red.jpg,x\n9_blue,y\n");

        assertThat(open("(?<digit>\\d)_(?<colour>\\w+)", "none").labels().classes())
                .isEqualTo(Map.of("colour", List.of("blue", "red"), "digit", List.of("7", "9")));
        PictureSettings settings =
                new PictureSettings("table:" + table, LabelColumns.parse("kind", ""), "none", CACHE, CACHE);
        assertThat(PictureFolder.open(folder, input(1), settings, OpeningProgress.toLog())
                        .labels()
                        .classes())
                .isEqualTo(Map.of("kind", List.of("x", "y")));
    }

    @Test
    void shouldSkipCountAndNameWhatCannotBeUsed() throws Exception {
        put("colour.png", "good.png");
        put("cmyk.jpg", "print.jpg");
        put("animated.gif", "moving.gif");
        put("animated.png", "moving.png");
        Files.createFile(folder.resolve("empty.jpg"));
        Files.writeString(folder.resolve("text.png"), "no picture");
        Path cut = put("colour.jpg", "cut.jpg");
        Files.write(cut, Arrays.copyOf(Files.readAllBytes(cut), 700));
        Files.writeString(folder.resolve("scan.tiff"), "not looked at");
        Files.createSymbolicLink(folder.resolve("lost.png"), folder.resolve("nowhere.png"));

        ListedPictures corpus = open("none", "none");

        assertThat(corpus.recordings()).extracting(Recording::name).containsExactly("good.png", "print.jpg");
        assertThat(corpus.listing().skipped())
                .containsOnlyKeys("empty.jpg", "text.png", "cut.jpg", "moving.gif", "moving.png", "lost.png")
                .containsEntry("empty.jpg", "is empty")
                .containsEntry("text.png", "is no JPEG, PNG, GIF or BMP file")
                .containsEntry("moving.gif", "is animated; allowed: files of one picture")
                .containsEntry("moving.png", "is animated; allowed: files of one picture")
                .containsEntry("lost.png", "is a link that leads nowhere");
        assertThat(corpus.listing().skipped().get("cut.jpg")).startsWith("is damaged");
        assertThat(corpus.listing().notes()).contains("Pictures that are not read: 1 .tiff");
    }

    @Test
    void shouldFindDamageWhenTheTurnComesInAFolderLargerThanTheCache() throws Exception {
        put("colour.png", "a.png");
        Path cut = put("progressive.jpg", "b.jpg");
        Files.write(cut, Arrays.copyOf(Files.readAllBytes(cut), 500));

        ListedPictures corpus = open(folder, "none", "none", 1000);

        assertThat(corpus.recordings()).hasSize(2);
        assertThat(corpus.read(0).width()).isEqualTo(Pictures.WIDTH);
        assertThatThrownBy(() -> corpus.read(1)).isInstanceOf(UnreadableRecordingException.class);
    }

    @Test
    void shouldTakeAFolderThatIsAwayForNoDamageAndReadOnWhenItIsBack(@TempDir Path elsewhere) throws Exception {
        // given a network's folder, of which nothing is in memory
        Path shared = folder.resolve("shared");
        put("colour.png", "shared/a.png");
        put("colour.jpg", "shared/b.jpg");
        ListedPictures corpus = open(shared, "none", "none", 0);
        Picture before = corpus.read(1);
        Path away = Files.move(shared, elsewhere.resolve("away"));

        assertThatThrownBy(() -> corpus.read(1))
                .isInstanceOf(SourceUnavailableException.class)
                .hasMessageContaining("b.jpg cannot be reached");

        Files.move(away, shared);
        assertThat(corpus.read(1).values()).isEqualTo(before.values());
    }

    @Test
    void shouldScaleByTheTrainingPicturesAlone() throws Exception {
        put("colour.png", "train/a.png");
        put("two-tone.png", "test/b.png");

        PixelScale scale = open("folder", "class=test").scale();

        double mean = 0;
        double square = 0;
        for (int[] quarter : Pictures.QUARTERS) {
            double grey = Pictures.grey(quarter) / 255;
            mean += grey / 4;
            square += grey * grey / 4;
        }
        assertThat(scale.mean().get(0)).isCloseTo(mean, within(1e-4));
        assertThat(scale.deviation().get(0)).isCloseTo(Math.sqrt(square - mean * mean), within(1e-4));
    }

    @Test
    void shouldSayHowFarItIsWhereAFolderLargerThanTheCacheIsDecodedForItsMean() throws Exception {
        put("colour.png", "a.png");
        put("grey.png", "b.png");
        List<String> said = new CopyOnWriteArrayList<>();
        AtomicLong clock = new AtomicLong();
        PictureSettings settings = new PictureSettings("none", LabelColumns.NONE, "none", 0, CACHE);

        PictureFolder.open(
                folder,
                input(1),
                settings,
                new OpeningProgress(Duration.ofNanos(1), clock::incrementAndGet, said::add));

        assertThat(said).contains("decoding: 2 of 2");
    }

    @Test
    void shouldTakeAnotherPictureForAnotherListingWhereItsPixelsDecide() throws Exception {
        put("colour.png", "a.png");
        put("grey.png", "b.png");
        String before = open("none", "none").listing().hash();
        Path same = folder.resolve("b.png");
        long size = Files.size(same);
        Files.delete(same);
        put("two-tone.png", "b.png");
        Files.write(same, Arrays.copyOf(Files.readAllBytes(same), (int) size));

        assertThat(open("none", "none").listing().hash()).isNotEqualTo(before);
    }

    @Test
    void shouldSayWhatIsThereWhenTheFolderIsOfTheOtherMedium() throws Exception {
        Audio.wav(folder.resolve("x.wav"), 8000, Audio.tone(200, 8000, 800));

        assertThatThrownBy(() -> open("none", "none"))
                .isInstanceOf(InvalidSourceException.class)
                .hasMessage(
                        "source %s holds no pictures that can be read (it has 1 .wav); allowed: pictures, as the pipeline's input is, or a pipeline for audio files"
                                .formatted(folder));
        Files.delete(folder.resolve("x.wav"));
        put("colour.png", "a.png");
        assertThatThrownBy(() -> FolderCorpus.open(
                        folder, Audio.input(8000), new FolderSettings("none", "none", Optional.empty())))
                .isInstanceOf(InvalidSourceException.class)
                .hasMessageEndingWith("allowed: audio files, as the pipeline's input is, or a pipeline for pictures");
    }

    private Path put(String name, String to) {
        return Pictures.put(name, folder.resolve(to));
    }

    private ListedPictures open(String labels, String heldOut) {
        return open(folder, labels, heldOut, CACHE);
    }

    private static ListedPictures open(Path folder, String labels, String heldOut, long cache) {
        PictureSettings settings = new PictureSettings(labels, LabelColumns.NONE, heldOut, cache, CACHE);
        return PictureFolder.open(folder, input(1), settings, OpeningProgress.toLog());
    }

    private static ImageInput input(int channels) {
        return new ImageInput(8, channels, Optional.empty(), null, null, Optional.empty());
    }
}
