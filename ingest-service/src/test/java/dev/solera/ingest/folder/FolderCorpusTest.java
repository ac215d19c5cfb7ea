package dev.solera.ingest.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.solera.ingest.corpus.Clip;
import dev.solera.ingest.corpus.InvalidSourceException;
import dev.solera.ingest.corpus.Recording;
import dev.solera.ingest.corpus.SourceUnavailableException;
import dev.solera.ingest.label.LabelColumns;
import dev.solera.media.UnreadableRecordingException;
import dev.solera.media.audio.Audio;
import dev.solera.pipeline.AudioInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sound.sampled.AudioFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderCorpusTest {

    private static final String PATTERN = "(?<digit>\\d)_(?<speaker>[a-z]+)_(?<index>\\d+)";

    @TempDir
    private Path folder;

    @Test
    void shouldListRecordingsByNameWhenNestedAndMixed() throws UnreadableRecordingException {
        wav("b/deep/er/9_theo_1.WAV", 16000, 1600);
        wav("b/2_anna_0.wav", 32000, 3200);
        Audio.flac("mono-16k-16bit.flac", folder.resolve("a/2_theo_0.FLAC"));
        wav("10_anna_1.wav", 16000, 800);

        FolderCorpus corpus = open(PATTERN, "index=1");

        assertThat(corpus.recordings())
                .extracting(Recording::name)
                .containsExactly("10_anna_1.wav", "a/2_theo_0.FLAC", "b/2_anna_0.wav", "b/deep/er/9_theo_1.WAV");
        assertThat(corpus.recordings()).extracting(Recording::index).containsExactly(0, 1, 2, 3);
        assertThat(corpus.recordings()).extracting(Recording::length).containsExactly(800, 4000, 1600, 1600);
        assertThat(corpus.recordings()).extracting(Recording::heldOut).containsExactly(true, false, false, true);
        assertThat(corpus.read(2).samples()).hasSize(1600);
        assertThat(corpus.listing().skipped()).isEmpty();
        assertThat(corpus.listing().origin()).isEqualTo(folder.toString());
    }

    @Test
    void shouldNotProbeTheGroupThatHoldsOut() {
        wav("9_theo_0.wav", 16000, 1600);
        wav("2_anna_1.wav", 16000, 1600);
        wav("10_anna_2.wav", 16000, 1600);

        FolderCorpus byIndex = open("(?<digit>\\d+)_(?<speaker>[a-z]+)_(?<index>\\d+)", "index<1");

        assertThat(byIndex.labels().classes())
                .isEqualTo(Map.of("digit", List.of("2", "9", "10"), "speaker", List.of("anna", "theo")));
        assertThat(byIndex.labels().frameLabels()).isEmpty();
        assertThat(byIndex.recordings().get(0).labels()).isEqualTo(Map.of("digit", 2, "speaker", 0));
        assertThat(open(PATTERN, "last:1:speaker").labels().classes()).containsOnlyKeys("digit", "speaker", "index");
    }

    @Test
    void shouldSkipAndNameWhatCannotBeUsed() throws IOException {
        wav("good.wav", 16000, 1600);
        wav("held.wav", 16000, 1600);
        wav("short.wav", 16000, 100);
        Files.createFile(folder.resolve("empty.wav"));
        Files.writeString(folder.resolve("text.flac"), "no audio");
        Path damaged = Audio.flac("mono-16k-16bit.flac", folder.resolve("sub/damaged.flac"));
        byte[] bytes = Files.readAllBytes(damaged);
        bytes[bytes.length / 2] ^= 0x10;
        Files.write(damaged, bytes);
        float[] broken = Audio.tone(440, 16000, 1600);
        broken[800] = Float.NaN;
        Audio.wav(folder.resolve("nan.wav"), 16000, AudioFormat.Encoding.PCM_FLOAT, 32, broken);
        Files.writeString(folder.resolve("notes.txt"), "not looked at");

        FolderCorpus corpus = open("none", "none");

        assertThat(corpus.recordings()).extracting(Recording::name).containsExactly("good.wav", "held.wav");
        assertThat(corpus.listing().skipped())
                .containsOnlyKeys("empty.wav", "nan.wav", "short.wav", "sub/damaged.flac", "text.flac")
                .containsEntry("empty.wav", "is empty")
                .containsEntry("short.wav", "holds less than 10 ms of audio")
                .containsEntry("nan.wav", "holds values that are no numbers");
    }

    @Test
    void shouldFindDamageWhenTheTurnComesInAFolderLargerThanTheCache() throws IOException {
        wav("a.wav", 16000, 1600);
        Path damaged = Audio.flac("stereo-44k-24bit.flac", folder.resolve("b.flac"));
        byte[] bytes = Files.readAllBytes(damaged);
        bytes[bytes.length - 100] ^= 0x10;
        Files.write(damaged, bytes);

        FolderCorpus corpus = FolderCorpus.open(
                folder,
                Audio.input(16000),
                new FolderSettings(
                        "none", LabelColumns.NONE, "none", Optional.empty(), 1000, FolderSettings.DEFAULT_LONGEST));

        assertThat(corpus.recordings()).hasSize(2);
        assertThatThrownBy(() -> corpus.read(1)).isInstanceOf(UnreadableRecordingException.class);
    }

    @Test
    void shouldTakeAFolderThatIsAwayForNoDamageAndReadOnWhenItIsBack(@TempDir Path elsewhere) throws Exception {
        // given a network's folder, of which nothing is in memory
        Path shared = Files.createDirectory(folder.resolve("shared"));
        wav("shared/a.wav", 16000, 1600);
        wav("shared/b.wav", 16000, 1600);
        FolderSettings settings = new FolderSettings(
                "none", LabelColumns.NONE, "none", Optional.empty(), 0, FolderSettings.DEFAULT_LONGEST);
        FolderCorpus corpus = FolderCorpus.open(shared, Audio.input(16000), settings);
        float[] before =
                FolderCorpus.open(shared, Audio.input(16000), settings).read(1).samples();

        // when it goes away, wholly and then with an empty place where it was mounted
        Files.move(shared, elsewhere.resolve("shared"));

        // then
        assertThatThrownBy(() -> corpus.read(1))
                .isInstanceOf(SourceUnavailableException.class)
                .hasMessageContaining("recording b.wav cannot be reached");
        Files.createDirectory(shared);
        assertThatThrownBy(() -> corpus.read(0)).isInstanceOf(SourceUnavailableException.class);
        Files.delete(shared);
        Files.move(elsewhere.resolve("shared"), shared);
        assertThat(corpus.read(1).samples()).isEqualTo(before);
    }

    @Test
    void shouldReadFrameLabelsWhenGiven() throws Exception {
        wav("a.wav", 16000, 1650);
        wav("b.wav", 16000, 1600);
        Path file = Files.writeString(folder.resolve("phones.ctm"), "a 0 0.05 x\na 0.05 0.05 y\n");

        FolderCorpus corpus = FolderCorpus.open(
                folder, Audio.input(16000), new FolderSettings("none", "none", Optional.of("phone=" + file)));

        assertThat(corpus.labels().classes()).isEqualTo(Map.of("phone", List.of("x", "y")));
        assertThat(corpus.labels().frameLabels()).containsExactly("phone");
        Clip clip = corpus.read(0);
        assertThat(clip.frameLabels().get("phone")).containsExactly(0, 0, 0, 0, 0, 1, 1, 1, 1, 1, -1);
        assertThat(corpus.read(1).frameLabels().get("phone")).containsOnly(-1).hasSize(10);
    }

    @Test
    void shouldRefuseFrameLabelsWhenTheyNameNothingHere() throws IOException {
        wav("a.wav", 16000, 1600);
        Path file = Files.writeString(folder.resolve("phones.ctm"), "z 0 0.05 x\n");
        FolderSettings settings = new FolderSettings("none", "none", Optional.of("phone=" + file));

        assertThatThrownBy(() -> FolderCorpus.open(folder, Audio.input(16000), settings))
                .isInstanceOf(InvalidSourceException.class)
                .hasMessageContaining("frame-labels name no recording");
    }

    @Test
    void shouldGiveAnotherHashWhenAnythingAboutTheListingChanges() {
        wav("a.wav", 16000, 1600);
        wav("b.wav", 16000, 1600);
        String first = open("none", "none").listing().hash();
        assertThat(first)
                .matches("[0-9a-f]{64}")
                .isEqualTo(open("none", "none").listing().hash());

        wav("b.wav", 16000, 1601);
        String longer = open("none", "none").listing().hash();
        wav("c.wav", 16000, 1600);
        String more = open("none", "none").listing().hash();
        String heldOut = open("(?<name>[abc])\\.wav", "name=b").listing().hash();

        assertThat(List.of(first, longer, more, heldOut)).doesNotHaveDuplicates();
    }

    @Test
    void shouldGiveAnotherHashWhenOnlyLabelsChange() throws IOException {
        wav("a1.wav", 16000, 1600);
        wav("b2.wav", 16000, 1600);
        Path phones = folder.resolve("phones.ctm");
        FolderSettings framed = new FolderSettings("none", "none", Optional.of("phone=" + phones));
        Files.writeString(phones, "a1 0 0.05 x\n");
        String first =
                FolderCorpus.open(folder, Audio.input(16000), framed).listing().hash();
        Files.writeString(phones, "a1 0 0.06 x\n");
        String longer =
                FolderCorpus.open(folder, Audio.input(16000), framed).listing().hash();

        assertThat(List.of(
                        open("none", "none").listing().hash(),
                        open("(?<letter>[ab])", "none").listing().hash(),
                        open("(?<digit>[12])", "none").listing().hash(),
                        open("(?<letter>[a])", "none").listing().hash(),
                        first,
                        longer))
                .doesNotHaveDuplicates();
    }

    @Test
    void shouldKnowWhichRecordingsHaveFrameLabels() throws IOException {
        wav("a.wav", 16000, 1600);
        wav("b.wav", 16000, 1600);
        Path phones = Files.writeString(folder.resolve("phones.ctm"), "b 0 0.05 x\n");

        FolderCorpus corpus = FolderCorpus.open(
                folder, Audio.input(16000), new FolderSettings("none", "none", Optional.of("phone=" + phones)));

        assertThat(corpus.hasFrameLabels(0)).isFalse();
        assertThat(corpus.hasFrameLabels(1)).isTrue();
        assertThat(open("none", "none").hasFrameLabels(1)).isFalse();
    }

    @Test
    void shouldGoOnWhenTheHeldOutListNamesASkippedRecording() throws IOException {
        wav("sub/a.wav", 16000, 1600);
        wav("sub/b.wav", 16000, 1600);
        Files.createFile(folder.resolve("sub/empty.wav"));
        Path list = Files.writeString(folder.resolve("test.txt"), "sub/b\nsub/empty.wav\n");

        FolderCorpus corpus = open("none", "list:" + list);

        assertThat(corpus.recordings()).extracting(Recording::heldOut).containsExactly(false, true);
        Files.writeString(list, "sub/b\nsub/missing.wav\n");
        assertThatThrownBy(() -> open("none", "list:" + list)).hasMessageContaining("names sub/missing.wav; allowed:");
    }

    @Test
    void shouldKeepChannelsWhenTheDefinitionAsksForThem() throws IOException, UnreadableRecordingException {
        // given three axes of 8 kHz, another rate, and a file of one channel
        float[][] axes = {Audio.tone(50, 8000, 4000), Audio.tone(80, 8000, 4000), Audio.tone(110, 8000, 4000)};
        Audio.wav(folder.resolve("a.wav"), 8000, AudioFormat.Encoding.PCM_FLOAT, 32, axes);
        Audio.wav(folder.resolve("b.wav"), 4000, AudioFormat.Encoding.PCM_FLOAT, 32, axes);
        wav("mono.wav", 8000, 4000);
        var settings = new FolderSettings("none", "none", Optional.empty());

        // when
        FolderCorpus corpus = FolderCorpus.open(folder, new AudioInput(8000, 800, 3, null, null), settings);

        // then
        assertThat(corpus.recordings()).extracting(Recording::length).containsExactly(4000, 8000);
        Clip clip = corpus.read(0);
        assertThat(clip.channels()).isEqualTo(3);
        for (int c = 0; c < 3; c++) {
            assertThat(Arrays.copyOfRange(clip.samples(), c * 4000, (c + 1) * 4000))
                    .as("channel %d", c)
                    .isEqualTo(axes[c]);
        }
        assertThat(corpus.read(1).length()).isEqualTo(8000);
        assertThat(corpus.listing().skipped()).containsOnlyKeys("mono.wav");
        assertThat(corpus.listing().skipped().get("mono.wav"))
                .isEqualTo("has 1 channels; allowed: 3, as input.channels says");
    }

    @Test
    void shouldMeasureARecordingOnceWhenItIsInMemory() throws UnreadableRecordingException {
        wav("a.wav", 16000, 1600);
        FolderCorpus corpus = open("none", "none");

        assertThat(corpus.read(0).loudness()).isSameAs(corpus.read(0).loudness());
        assertThat(corpus.read(0).loudness().rms())
                .isEqualTo(new Clip(corpus.read(0).samples(), 1, Map.of())
                        .loudness()
                        .rms());
    }

    @Test
    void shouldSayWhatIsWrongWhenNothingCanBeUsed() throws IOException {
        assertThatThrownBy(() -> FolderCorpus.open(
                        folder.resolve("nowhere"),
                        Audio.input(16000),
                        new FolderSettings("none", "none", Optional.empty())))
                .isInstanceOf(InvalidSourceException.class)
                .hasMessageContaining("nowhere does not exist; allowed: a folder");
        assertThatThrownBy(() -> open("none", "none"))
                .hasMessageContaining("holds no audio files that can be read (it is empty)");
        Files.writeString(folder.resolve("a.wma"), "x");
        Files.writeString(folder.resolve("README"), "x");
        assertThatThrownBy(() -> open("none", "none")).hasMessageContaining("(it has 1 .wma, 1 without ending)");
        Files.createFile(folder.resolve("empty.wav"));
        assertThatThrownBy(() -> open("none", "none"))
                .hasMessageContaining("holds no recording that can be used: 1 skipped, the first, empty.wav, is empty");
    }

    @Test
    void shouldRefuseRulesWhenTheyFitNothing() {
        wav("a1.wav", 16000, 1600);
        wav("a2.wav", 16000, 1600);

        assertThatThrownBy(() -> open(PATTERN, "none")).hasMessageContaining("labels fit none of 2 names");
        assertThatThrownBy(() -> open("a(?<n>\\d)", "n=7")).hasMessageContaining("holds out none of 2;");
        assertThatThrownBy(() -> open("a(?<n>\\d)", "n<9")).hasMessageContaining("leaves none of 2 to");
    }

    private FolderCorpus open(String labels, String heldOut) {
        return FolderCorpus.open(folder, Audio.input(16000), new FolderSettings(labels, heldOut, Optional.empty()));
    }

    private void wav(String name, int rate, int length) {
        Audio.wav(folder.resolve(name), rate, Audio.tone(440, rate, length));
    }
}
