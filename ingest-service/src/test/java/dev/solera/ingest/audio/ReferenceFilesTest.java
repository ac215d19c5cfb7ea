package dev.solera.ingest.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.solera.ingest.Audio;
import dev.solera.ingest.corpus.UnreadableRecordingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files of others beside the repository; where they are missing these tests are skipped and say so. */
class ReferenceFilesTest {

    @ParameterizedTest
    @CsvSource({
        "24in32_plain_bits24_ba4_right, 0.368339",
        "ext_oversized_cb, 0.365084",
        "hdr_f32_JUNKbeforeData_0008200, 0.368456",
        "p_alaw, 0.499017",
        "p_ffmpeg_pipe, 0.498495",
        "p_rf64, 0.498495",
        "p_sphere, 0.498495",
        "z_f32_riff0_dataok, 0.367148",
        "z_s16_data7FFFF000_sox, 0.364484"
    })
    void shouldReadWhatReferenceDecodersRead(String name, double rms) throws Exception {
        Decoded decoded = Decoded.of(Audio.cases("wav").resolve(name + ".wav"));

        assertThat(decoded.info()).isEqualTo(new AudioInfo(16000, 1, 8000));
        assertThat(decoded.rms()).isCloseTo(rms, within(5e-7));
    }

    /** https://github.com/ietf-wg-cellar/flac-test-files; every file of the subset has the MD5 of its samples. */
    @Test
    void shouldReadTheSubsetOfTheFlacTestFiles() throws Exception {
        List<Path> files = flac("subset");

        for (Path file : files) {
            assertThat(Decoded.of(file).samples()).as(file.toString()).isNotEmpty();
        }
    }

    @Test
    void shouldRefuseByNameTheFlacTestFilesThatContradictThemselves() {
        for (Path file : flac("faulty")) {
            if (!file.getFileName().toString().matches("(02|10) .*")) {
                assertThatThrownBy(() -> Decoded.of(file))
                        .as(file.toString())
                        .isInstanceOf(UnreadableRecordingException.class);
            }
        }
        for (Path file : flac("uncommon")) {
            if (file.getFileName().toString().matches("0[1-4] .*")) {
                assertThatThrownBy(() -> Decoded.of(file))
                        .as(file.toString())
                        .isInstanceOf(UnreadableRecordingException.class);
            }
        }
    }

    @Test
    void shouldReadTheUncommonFlacTestFiles() throws Exception {
        for (Path file : flac("uncommon")) {
            if (file.getFileName().toString().matches("0[5-9] .*")) {
                assertThat(Decoded.of(file).samples()).as(file.toString()).isNotEmpty();
            }
        }
    }

    private static List<Path> flac(String folder) {
        try (Stream<Path> files = Files.list(Audio.shared("flac-test-files").resolve(folder))) {
            List<Path> found = files.filter(file -> file.toString().endsWith(".flac"))
                    .sorted()
                    .toList();
            Assumptions.assumeFalse(found.isEmpty(), "skipped: no files in " + folder);
            return found;
        } catch (IOException e) {
            return Assumptions.abort("skipped: " + e);
        }
    }
}
