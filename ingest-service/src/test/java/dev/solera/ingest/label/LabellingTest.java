package dev.solera.ingest.label;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.solera.ingest.corpus.InvalidSourceException;
import dev.solera.ingest.file.RecordingNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LabellingTest {

    @TempDir
    private Path folder;

    @Test
    void shouldReadNamedGroupsWhenPatternIsFoundInThePath() {
        Labelling labelling = parse("(?<digit>\\d)_(?<speaker>\\w+)_(?<index>\\d+)(?<take>-b)?\\.wav");

        assertThat(labelling.valuesOf("recordings/7_jackson_32.wav"))
                .isEqualTo(Map.of("digit", "7", "speaker", "jackson", "index", "32"));
        assertThat(labelling.valuesOf("recordings/readme.wav")).isEmpty();
        assertThat(labelling.idOf("recordings/7_jackson_32.wav")).isEqualTo("7_jackson_32");
    }

    @Test
    void shouldReadSpeakerAndChapterWhenLibriSpeech() {
        Labelling labelling = parse("librispeech");

        assertThat(labelling.valuesOf("dev-clean/84/121123/84-121123-0001.flac"))
                .isEqualTo(Map.of("speaker", "84", "chapter", "121123"));
        assertThat(labelling.valuesOf("84/121123/84-121123-0001.flac")).containsEntry("speaker", "84");
        assertThat(labelling.valuesOf("84-121123-0001.flac")).isEmpty();
    }

    @Test
    void shouldReadSpeakersWhenKaldi() throws IOException {
        write("train/wav.scp", "u1 WAVE/A/one.WAV", "u2 ../WAVE/B/two.WAV", "u3 ../WAVE/C/three.WAV");
        write("train/utt2spk", "u1 s1", "u2 s2", "u3 s3", "u4 s4");
        write("train/text", "u1 HELLO", "u2 GOOD DAY", "u3 NO", "u4 YES");

        Labelling labelling = parse("kaldi", "WAVE/A/one.WAV", "WAVE/B/two.WAV");

        assertThat(labelling.notes())
                .containsExactly(
                        "Of 3 files that wav.scp names 1 are no recordings here, the first: ../WAVE/C/three.WAV");
        assertThat(labelling.valuesOf("WAVE/A/one.WAV")).isEqualTo(Map.of("speaker", "s1"));
        assertThat(labelling.idOf("WAVE/A/one.WAV")).isEqualTo("u1");
        assertThat(labelling.valuesOf("WAVE/B/two.WAV")).isEqualTo(Map.of("speaker", "s2"));
        assertThat(labelling.valuesOf("elsewhere/u4.wav")).isEqualTo(Map.of("speaker", "s4"));
        assertThat(labelling.valuesOf("elsewhere/u5.wav")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sph2pipe -f wav u3.wv1 |", "| cat", "-", "data/raw.ark:4711"})
    void shouldRefuseByNameWhenWavScpHasACommand(String entry) throws IOException {
        write("train/wav.scp", "u1 a.wav", "u3 " + entry);
        write("train/utt2spk", "u1 s1");

        assertThatThrownBy(() -> parse("kaldi"))
                .isInstanceOf(InvalidSourceException.class)
                .hasMessageStartingWith("wav.scp has for u3 \"" + entry + "\"")
                .hasMessageEndingWith("allowed: an audio file");
    }

    @Test
    void shouldNeverTakeTheLastSilentlyWhenATableOfKaldisSaysThingsTwice() throws IOException {
        write("train/utt2spk", "u1 s1", "u2 s1", "u1 s1");
        assertThat(parse("kaldi").valuesOf("u1.wav")).isEqualTo(Map.of("speaker", "s1"));

        write("train/utt2spk", "u1 s1", "u1 s2");
        assertThatThrownBy(() -> parse("kaldi"))
                .hasMessageEndingWith("utt2spk says of u1 both \"s1\" and \"s2\"; allowed: one of them");
        write("train/utt2spk", "u1 s1", "u2");
        assertThatThrownBy(() -> parse("kaldi"))
                .hasMessageEndingWith("utt2spk says \"u2\"; allowed: an utterance and its speaker");
        write("train/utt2spk", "u1 s1", "u2 s2");
        write("train/wav.scp", "u1 a.wav", "u2 ./a.wav");
        assertThatThrownBy(() -> parse("kaldi", "a.wav"))
                .hasMessageContaining("wav.scp names a.wav for both u1 and u2");
    }

    @Test
    void shouldReadTablesOfKaldisWhenTheyHaveMarksCommentsAndComposedLetters() throws IOException {
        write("utt2spk", "\uFEFF# speakers", "Zoe\u0308 anna");
        write("wav.scp", "Zoe\u0308 ./wav/Zoe\u0308.wav");

        assertThat(parse("kaldi", "wav/Zo\u00EB.wav").valuesOf("wav/Zo\u00EB.wav"))
                .isEqualTo(Map.of("speaker", "anna"));
    }

    @Test
    void shouldKnowOfEveryUtteranceWhatIsSaidOfIt() throws IOException {
        write("wav.scp", "r1 one.wav", "r2 sub/two.wav", "u5 three.wav");
        write("segments", "u1 r1 0.00 1.5", "u2 r1 1.5 -1", "u3 r2 0 2.25", "u4 four 2.25 3");
        write("utt2spk", "u1 anna", "u2 bert", "u4 carl", "u5 bert");
        write("text", "u1 YES", "u2 NO", "u3 YES", "u4 NO");

        Labelling labelling = parse("kaldi", "one.wav", "sub/two.wav", "three.wav", "four.wav");

        assertThat(labelling.utterancesOf("one.wav"))
                .containsExactly(
                        new Utterance("u1", 0, 1.5, Map.of("speaker", "anna", "text", "YES")),
                        new Utterance("u2", 1.5, Double.POSITIVE_INFINITY, Map.of("speaker", "bert", "text", "NO")));
        assertThat(labelling.utterancesOf("sub/two.wav"))
                .containsExactly(new Utterance("u3", 0, 2.25, Map.of("text", "YES")));
        assertThat(labelling.utterancesOf("four.wav"))
                .containsExactly(new Utterance("u4", 2.25, 3, Map.of("speaker", "carl", "text", "NO")));
        assertThat(labelling.utterancesOf("three.wav")).isEmpty();
        assertThat(labelling.valuesOf("three.wav")).isEqualTo(Map.of("speaker", "bert"));
        assertThat(labelling.notes()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"u1 r1 0", "u1 r1 2 1", "u1 r1 -1 2", "u1 r1 0 1e7", "u1 r1 0 99999999", "u1 r1 NaN 2"})
    void shouldRefuseWhenALineIsNoSegment(String line) throws IOException {
        write("utt2spk", "u1 anna");
        write("segments", line);

        assertThatThrownBy(() -> parse("kaldi"))
                .isInstanceOf(InvalidSourceException.class)
                .hasMessageContaining("says \"" + line + "\"; allowed: utterance, recording, begin and end");
    }

    @Test
    void shouldRefuseWhenAnUtteranceIsTwoSegments() throws IOException {
        write("utt2spk", "u1 anna");
        write("segments", "u1 r1 0 1", "u1 r1 1 2");

        assertThatThrownBy(() -> parse("kaldi")).hasMessageEndingWith("segments has u1 twice; allowed: once");
    }

    @Test
    void shouldNotKnowWhatAGroupThatIsEmptySays() {
        assertThat(parse("(?<speaker>[a-z]*)_(?<take>\\d)").valuesOf("_3.wav")).isEqualTo(Map.of("take", "3"));
    }

    @Test
    void shouldReadTranscriptsWhenTheyRepeat() throws IOException {
        write("train/utt2spk", "u1 s1", "u2 s1", "u3 s2", "u4 s2");
        write("train/text", "u1 YES", "u2 NO WAY", "u3 YES", "u4 NO WAY");

        Labelling labelling = parse("kaldi:train");

        assertThat(labelling.valuesOf("u2.wav")).isEqualTo(Map.of("speaker", "s1", "text", "NO WAY"));
    }

    @Test
    void shouldRefuseWhenThereIsNotOneKaldiFolder() throws IOException {
        assertThatThrownBy(() -> parse("kaldi"))
                .isInstanceOf(InvalidSourceException.class)
                .hasMessageContaining("with 0 utt2spk")
                .hasMessageEndingWith("allowed: one, or kaldi:DIR, where DIR is the folder of one below");
        write("train/utt2spk", "u1 s1");
        write("test/utt2spk", "u1 s1");

        assertThatThrownBy(() -> parse("kaldi"))
                .hasMessageContaining("with 2 utt2spk")
                .hasMessageEndingWith("allowed: one, or kaldi:test or kaldi:train");
        assertThat(parse("kaldi:test").valuesOf("u1.wav")).containsEntry("speaker", "s1");
        assertThatThrownBy(() -> parse("kaldi:dev")).hasMessageContaining("kaldi:dev; allowed");
    }

    @Test
    void shouldFollowLinksWhenLookingForTheKaldiFolder(@TempDir Path elsewhere) throws IOException {
        Files.write(elsewhere.resolve("utt2spk"), java.util.List.of("u1 s1"));
        Files.createSymbolicLink(folder.resolve("data"), elsewhere);

        assertThat(parse("kaldi").valuesOf("a/u1.wav")).isEqualTo(Map.of("speaker", "s1"));
    }

    @Test
    void shouldLookOnWhenAFolderCannotBeReached() throws IOException {
        write("train/utt2spk", "u1 s1");
        Files.createDirectory(folder.resolve("again"));
        Files.createSymbolicLink(folder.resolve("again/loop"), folder);

        assertThat(parse("kaldi").valuesOf("u1.wav")).isEqualTo(Map.of("speaker", "s1"));
    }

    @Test
    void shouldKnowNothingWhenNoLabelsAreAskedFor() {
        assertThat(parse("").valuesOf("7_jackson_32.wav")).isEmpty();
        assertThat(parse("none")).isSameAs(Labelling.NONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"librespeech", "(\\d)_.*", "(?<digit>\\d", "(?<=x)abc"})
    void shouldRefuseWhenNoPresetAndNoNamedGroup(String labels) {
        assertThatThrownBy(() -> parse(labels))
                .isInstanceOf(InvalidSourceException.class)
                .hasMessageContaining("labels is " + labels + "; allowed: none, folder, librispeech, kaldi");
    }

    private Labelling parse(String text, String... recordings) {
        Map<String, String> ids = new HashMap<>();
        for (String recording : recordings) {
            ids.put(recording, RecordingNames.stem(recording));
        }
        return Labelling.parse(
                text, folder, LabelColumns.NONE, Set.of(), () -> new RecordingNames(folder, ids, Map.of(), Map.of()));
    }

    private void write(String name, String... lines) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, java.util.List.of(lines));
    }
}
