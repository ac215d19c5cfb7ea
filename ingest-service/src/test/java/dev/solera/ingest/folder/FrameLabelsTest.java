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

class FrameLabelsTest {

    private static final Candidate RECORDING = new Candidate("a/one.wav", "u1", Map.of(), 1600, 3200);

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
    void shouldKnowNothingWhenTheFileDoesNotNameTheRecording() throws IOException {
        FrameLabels labels = read("someone 0 1 x");

        assertThat(labels.covers(RECORDING)).isFalse();
        assertThat(labels.of(RECORDING, 3)).containsExactly(-1, -1, -1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"u1 0 1", "u1 1 0 0.5 aa", "u1 zero 1 aa", "u1 -1 1 aa", "u1 0 NaN aa", "u1 0 1e9 aa"})
    void shouldRefuseWhenALineIsNotOfTheForm(String line) {
        assertThatThrownBy(() -> read(line))
                .isInstanceOf(InvalidSourceException.class)
                .hasMessageContaining("says \"" + line + "\"; allowed: recording, start, duration, label");
    }

    @ParameterizedTest
    @ValueSource(strings = {"phones.ctm", "=phones.ctm", "phone="})
    void shouldRefuseWhenTheLabelHasNoName(String setting) {
        assertThatThrownBy(() -> FrameLabels.read(setting)).hasMessageContaining("allowed: NAME=FILE");
    }

    private FrameLabels read(String... lines) throws IOException {
        Path file = Files.write(folder.resolve("phones.ctm"), java.util.List.of(lines));
        return FrameLabels.read("phone=" + file);
    }
}
