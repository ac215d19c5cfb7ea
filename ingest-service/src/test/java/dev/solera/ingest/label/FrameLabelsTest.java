package dev.solera.ingest.label;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.solera.ingest.corpus.InvalidSourceException;
import dev.solera.ingest.file.RecordingNames;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameLabelsTest {

    private static final String RECORDING = "a/one.wav";
    private static final int RATE = 16000;

    private static final String LONG_GRID = """
            File type = "ooTextFile"
            Object class = "TextGrid"

            xmin = 0
            xmax = 0.04
            tiers? <exists>
            size = 3
            item []:
                item [1]:
                    class = "IntervalTier"
                    name = "anna - phones"
                    xmin = 0
                    xmax = 0.04
                    intervals: size = 3
                    intervals [1]:
                        xmin = 0
                        xmax = 0.01
                        text = ""
                    intervals [2]:
                        xmin = 0.01
                        xmax = 0.02
                        text = "AA1"
                    intervals [3]:
                        xmin = 0.02
                        xmax = 0.03
                        text = "B"
                item [2]:
                    class = "TextTier"
                    name = "clicks"
                    xmin = 0
                    xmax = 0.04
                    points: size = 1
                    points [1]:
                        number = 0.02
                        mark = "!"
                item [3]:
                    class = "IntervalTier"
                    name = "words"
                    xmin = 0
                    xmax = 0.04
                    intervals: size = 1
                    intervals [1]:
                        xmin = 0
                        xmax = 0.04
                        text = "ab"
            """;

    private static final String SHORT_GRID = """
            File type = "ooTextFile"
            "TextGrid"

            0
            0.04
            <exists>
            1
            "IntervalTier"
            "whatever"
            0
            0.04
            1
            0
            0.02
            ""\"quoted""\"
            """;

    @TempDir
    private Path folder;

    @Test
    void shouldLabelFramesByWhatHoldsAtTheirCentres() throws IOException {
        FrameLabels labels = read("u1 0.00 0.024 aa", "u1 0.030 0.02 b", "u1 0.07 9 aa", "other 0 1 c");

        assertThat(labels.label()).isEqualTo("phone");
        assertThat(labels.classes()).containsExactly("aa", "b", "c");
        assertThat(labels.of(RECORDING, 10)).containsExactly(0, 0, -1, 1, 1, -1, -1, 0, 0, 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/one.wav", "a/one", "u1"})
    void shouldFindTheRecordingWhenNamedByPathOrId(String key) throws IOException {
        FrameLabels labels = read(key + " 0 0.01 x");

        assertThat(labels.covers(RECORDING)).isTrue();
        assertThat(labels.of(RECORDING, 2)).containsExactly(0, -1);
    }

    @Test
    void shouldReadCtmWhenItHasChannelsAndConfidences() throws IOException {
        FrameLabels labels = read(";; a comment", "u1 1 0.00 0.01 aa 0.97", "u1 1 0.01 0.01 b 0.99", "# and another");

        assertThat(labels.of(RECORDING, 3)).containsExactly(0, 1, -1);
        assertThat(read("u1 A 0.00 0.01 aa").of(RECORDING, 2)).containsExactly(0, -1);
    }

    @Test
    void shouldRefuseWhenChannelsThatAreMixedHaveLabelsEach() {
        assertThatThrownBy(() -> read("u1 A 0 1 aa", "u1 B 0 1 b")).hasMessageContaining("channels \"A\" and \"B\"");
    }

    @Test
    void shouldRefuseWhenTwoLabelsAreOfTheSameTime() throws IOException {
        assertThatThrownBy(() -> read("u1 0 1 aa", "u1 0 1 b"))
                .hasMessageContaining("says of a/one.wav both aa and b from 0.0 to 1.0 s; allowed: one label");
        assertThatThrownBy(() -> read("u1 0 1 aa", "a/one 1 1 b"))
                .hasMessageContaining("has labels of a/one.wav under two names");
        assertThat(read("u1 0 1 aa", "u1 0 1 aa").of(RECORDING, 1)).containsExactly(0);
    }

    @Test
    void shouldRefuseWhenTheNameIsOfSeveralRecordings() {
        assertThatThrownBy(() -> read("SA1 0 1 aa"))
                .hasMessageEndingWith("is of SA1, which b/SA1.WAV and c/SA1.WAV are; allowed: relative paths");
    }

    @Test
    void shouldRefuseSecondsWhenTheyAreFarBehindTheEnd() throws IOException {
        FrameLabels samplesForSeconds = read("u1 0 2260 h#", "u1 2260 1500 sh");

        assertThatThrownBy(() -> samplesForSeconds.requireWithin(RECORDING, 2.5))
                .hasMessage("frame-labels say sh of a/one.wav from 2260.0 s, which lasts 2.50 s;"
                        + " allowed: times in seconds within it");
        read("u1 0 3 aa").requireWithin(RECORDING, 2.5);
    }

    @Test
    void shouldReadSamplesWhenTimitsFilesLieBesideTheRecordings() throws IOException {
        write("a/one.PHN", "0 160 h#", "160 400 sh");
        write("b/SA1.phn", "0 160 sh");
        write("elsewhere/x.PHN", "0 160 sh");

        FrameLabels labels = readSetting("phone=*.PHN");

        assertThat(labels.of(RECORDING, 4)).containsExactly(0, 1, -1, -1);
        assertThat(labels.of("b/SA1.WAV", 2)).containsExactly(1, -1);
        assertThat(labels.covers("c/SA1.WAV")).isFalse();
        assertThat(labels.notes())
                .containsExactly("Of 3 recordings that frame-labels name 1 are not here, the first: elsewhere/x");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0 160", "0.5 160 h#", "160 0 h#", "-1 160 h#", "0 9999999999999999 h#", "u1 0 160 h#"})
    void shouldRefuseWhenALineIsNotTimits(String line) throws IOException {
        write("a/one.PHN", line);

        assertThatThrownBy(() -> readSetting("phone=*.PHN"))
                .isInstanceOf(InvalidSourceException.class)
                .hasMessageEndingWith("says \"" + line + "\"; allowed: begin and end in samples, label");
    }

    @Test
    void shouldReadTheTierWhenPraatsFilesLieInAFolderOfTheirOwn() throws IOException {
        write("grids/a/one.TextGrid", LONG_GRID);
        write("grids/b/SA1.TextGrid", SHORT_GRID);

        FrameLabels labels = readSetting("phones=" + folder + "/grids/*.TextGrid");

        assertThat(labels.classes()).containsExactly("\"quoted\"", "AA1", "B");
        assertThat(labels.of(RECORDING, 4)).containsExactly(-1, 1, 2, -1);
        assertThat(labels.of("b/SA1.WAV", 4)).containsExactly(0, 0, -1, -1);
        assertThat(readSetting("words=" + folder + "/grids/a/*.TextGrid").classes())
                .containsExactly("ab");
    }

    @Test
    void shouldReadPraatsFilesWhenTheyAreOfWideCharacters() throws IOException {
        Files.createDirectories(folder.resolve("a"));
        Files.write(folder.resolve("a/one.TextGrid"), ("\uFEFF" + LONG_GRID).getBytes(StandardCharsets.UTF_16BE));

        assertThat(readSetting("phones=*.TextGrid").classes()).containsExactly("AA1", "B");
    }

    @Test
    void shouldSayWhatIsWrongWhenAFileIsNotPraats() throws IOException {
        write("a/one.TextGrid", LONG_GRID);
        assertThatThrownBy(() -> readSetting("tones=*.TextGrid"))
                .hasMessageContaining("one.TextGrid has no interval tier tones; there are: anna - phones, words");
        write("a/one.TextGrid", LONG_GRID.substring(0, LONG_GRID.length() - 40));
        assertThatThrownBy(() -> readSetting("phones=*.TextGrid")).hasMessageContaining("breaks off");
        write("a/one.TextGrid", "ooBinaryFile\bTextGrid");
        assertThatThrownBy(() -> readSetting("phones=*.TextGrid")).hasMessageContaining("is none; allowed: a TextGrid");
        write("a/one.TextGrid", SHORT_GRID.replace("0.02", "-0.02"));
        assertThatThrownBy(() -> readSetting("phones=*.TextGrid")).hasMessageContaining("has an interval from");
    }

    @Test
    void shouldWriteDownPathsSoThatTheyCanBeReadFromEverywhere() {
        Path here = Path.of("").toAbsolutePath();

        assertThat(FrameLabels.absolute("phone=a/../phones.ctm")).isEqualTo("phone=" + here.resolve("phones.ctm"));
        assertThat(FrameLabels.absolute("phone=grids/*.TextGrid")).isEqualTo("phone=" + here + "/grids/*.TextGrid");
        assertThat(FrameLabels.absolute("phone=*.PHN")).isEqualTo("phone=*.PHN");
        assertThat(FrameLabels.absolute("phone=/a/b.ctm")).isEqualTo("phone=/a/b.ctm");
    }

    @Test
    void shouldKnowNothingWhenTheFileDoesNotNameTheRecording() throws IOException {
        FrameLabels labels = read("someone 0 1 x");

        assertThat(labels.covers(RECORDING)).isFalse();
        assertThat(labels.of(RECORDING, 3)).containsExactly(-1, -1, -1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "u1 0 1",
                "u1 1 0 0.5 aa 0.9 x",
                "u1 zero 1 aa",
                "u1 -1 1 aa",
                "u1 0 NaN aa",
                "u1 0 1e9 aa",
                "u1 1 0.1 aa 0.3 0.99",
                "u1 1 <ALT_BEGIN> 0.1 0.2"
            })
    void shouldRefuseWhenALineIsNotOfTheForm(String line) {
        assertThatThrownBy(() -> read(line))
                .isInstanceOf(InvalidSourceException.class)
                .hasMessageContaining("says \"" + line + "\"; allowed: recording, start, duration, label");
    }

    @ParameterizedTest
    @ValueSource(strings = {"phones.ctm", "=phones.ctm", "phone="})
    void shouldRefuseWhenTheLabelHasNoName(String setting) {
        assertThatThrownBy(() -> FrameLabels.read(setting, folder, names(), name -> RATE))
                .hasMessageContaining("allowed: NAME=FILE, NAME=*.ENDING");
    }

    private void write(String name, String... lines) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, java.util.List.of(lines));
    }

    private FrameLabels read(String... lines) throws IOException {
        Path file = Files.write(folder.resolve("phones.ctm"), java.util.List.of(lines));
        return readSetting("phone=" + file);
    }

    private FrameLabels readSetting(String setting) {
        return FrameLabels.read(setting, folder, names(), name -> RATE);
    }

    private RecordingNames names() {
        return new RecordingNames(
                folder, Map.of(RECORDING, "u1", "b/SA1.WAV", "SA1", "c/SA1.WAV", "SA1"), Map.of(), Map.of());
    }
}
