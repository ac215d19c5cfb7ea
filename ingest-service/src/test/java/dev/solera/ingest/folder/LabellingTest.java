package dev.solera.ingest.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.solera.ingest.corpus.InvalidSourceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LabellingTest {

    @TempDir
    private Path folder;

    @Test
    void shouldReadNamedGroupsWhenPatternIsFoundInThePath() {
        Labelling labelling =
                Labelling.parse("(?<digit>\\d)_(?<speaker>\\w+)_(?<index>\\d+)(?<take>-b)?\\.wav", folder);

        assertThat(labelling.valuesOf("recordings/7_jackson_32.wav"))
                .isEqualTo(Map.of("digit", "7", "speaker", "jackson", "index", "32"));
        assertThat(labelling.valuesOf("recordings/readme.wav")).isEmpty();
        assertThat(labelling.idOf("recordings/7_jackson_32.wav")).isEqualTo("7_jackson_32");
    }

    @Test
    void shouldReadSpeakerAndChapterWhenLibriSpeech() {
        Labelling labelling = Labelling.parse("librispeech", folder);

        assertThat(labelling.valuesOf("dev-clean/84/121123/84-121123-0001.flac"))
                .isEqualTo(Map.of("speaker", "84", "chapter", "121123"));
        assertThat(labelling.valuesOf("84/121123/84-121123-0001.flac")).containsEntry("speaker", "84");
        assertThat(labelling.valuesOf("84-121123-0001.flac")).isEmpty();
    }

    @Test
    void shouldReadSpeakersWhenKaldi() throws IOException {
        write("train/wav.scp", "u1 WAVE/A/one.WAV", "u2 ../WAVE/B/two.WAV", "u3 sox in.wav -t wav - |");
        write("train/utt2spk", "u1 s1", "u2 s2", "u3 s3", "u4 s4");
        write("train/text", "u1 HELLO", "u2 GOOD DAY", "u3 NO", "u4 YES");

        Labelling labelling = Labelling.parse("kaldi", folder);

        assertThat(labelling.valuesOf("WAVE/A/one.WAV")).isEqualTo(Map.of("speaker", "s1"));
        assertThat(labelling.idOf("WAVE/A/one.WAV")).isEqualTo("u1");
        assertThat(labelling.valuesOf("WAVE/B/two.WAV")).isEqualTo(Map.of("speaker", "s2"));
        assertThat(labelling.valuesOf("elsewhere/u4.wav")).isEqualTo(Map.of("speaker", "s4"));
        assertThat(labelling.valuesOf("elsewhere/u5.wav")).isEmpty();
    }

    @Test
    void shouldRefuseWhenWavScpNamesNoPath() throws IOException {
        write("train/wav.scp", "u1 a\0b.wav");
        write("train/utt2spk", "u1 s1");

        assertThatThrownBy(() -> Labelling.parse("kaldi", folder))
                .isInstanceOf(InvalidSourceException.class)
                .hasMessageContaining("wav.scp names");
    }

    @Test
    void shouldReadTranscriptsWhenTheyRepeat() throws IOException {
        write("train/utt2spk", "u1 s1", "u2 s1", "u3 s2", "u4 s2");
        write("train/text", "u1 YES", "u2 NO WAY", "u3 YES", "u4 NO WAY");

        Labelling labelling = Labelling.parse("kaldi:train", folder);

        assertThat(labelling.valuesOf("u2.wav")).isEqualTo(Map.of("speaker", "s1", "text", "NO WAY"));
    }

    @Test
    void shouldRefuseWhenThereIsNotOneKaldiFolder() throws IOException {
        assertThatThrownBy(() -> Labelling.parse("kaldi", folder))
                .isInstanceOf(InvalidSourceException.class)
                .hasMessageContaining("with 0 utt2spk")
                .hasMessageEndingWith("allowed: one, or kaldi:DIR, where DIR is the folder of one below");
        write("train/utt2spk", "u1 s1");
        write("test/utt2spk", "u1 s1");

        assertThatThrownBy(() -> Labelling.parse("kaldi", folder))
                .hasMessageContaining("with 2 utt2spk")
                .hasMessageEndingWith("allowed: one, or kaldi:test or kaldi:train");
        assertThat(Labelling.parse("kaldi:test", folder).valuesOf("u1.wav")).containsEntry("speaker", "s1");
        assertThatThrownBy(() -> Labelling.parse("kaldi:dev", folder)).hasMessageContaining("kaldi:dev; allowed");
    }

    @Test
    void shouldFollowLinksWhenLookingForTheKaldiFolder(@TempDir Path elsewhere) throws IOException {
        Files.write(elsewhere.resolve("utt2spk"), java.util.List.of("u1 s1"));
        Files.createSymbolicLink(folder.resolve("data"), elsewhere);

        assertThat(Labelling.parse("kaldi", folder).valuesOf("a/u1.wav")).isEqualTo(Map.of("speaker", "s1"));
    }

    @Test
    void shouldLookOnWhenAFolderCannotBeReached() throws IOException {
        write("train/utt2spk", "u1 s1");
        Files.createDirectory(folder.resolve("again"));
        Files.createSymbolicLink(folder.resolve("again/loop"), folder);

        assertThat(Labelling.parse("kaldi", folder).valuesOf("u1.wav")).isEqualTo(Map.of("speaker", "s1"));
    }

    @Test
    void shouldKnowNothingWhenNoLabelsAreAskedFor() {
        assertThat(Labelling.parse("", folder).valuesOf("7_jackson_32.wav")).isEmpty();
        assertThat(Labelling.parse("none", folder)).isSameAs(Labelling.NONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"librespeech", "(\\d)_.*", "(?<digit>\\d", "(?<=x)abc"})
    void shouldRefuseWhenNoPresetAndNoNamedGroup(String labels) {
        assertThatThrownBy(() -> Labelling.parse(labels, folder))
                .isInstanceOf(InvalidSourceException.class)
                .hasMessageContaining("labels is " + labels + "; allowed: none, librispeech, kaldi");
    }

    private void write(String name, String... lines) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, java.util.List.of(lines));
    }
}
