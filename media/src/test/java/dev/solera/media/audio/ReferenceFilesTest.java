package dev.solera.media.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.solera.media.UnreadableRecordingException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

/** Files of others beside the repository; where they are missing these tests are skipped and say so. */
class ReferenceFilesTest {

    private static final String FLAC_TEST_FILES = "flac-test-files";

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

    /** Public sets of recordings, against libsndfile: every sample of every file. */
    @ParameterizedTest
    @CsvFileSource(resources = "/references/sets.tsv", delimiter = '\t')
    void shouldReadPublicSetsAsLibsndfileDoes(String set, String ending, int count, String sha256) throws Exception {
        Path folder = Audio.shared(set);
        MessageDigest lines = MessageDigest.getInstance("SHA-256");
        SortedMap<String, Path> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            all.filter(file -> file.toString().toLowerCase(Locale.ROOT).endsWith(ending))
                    .forEach(file -> files.put(folder.relativize(file).toString(), file));
        }

        for (Map.Entry<String, Path> file : files.entrySet()) {
            lines.update((file.getKey() + "\t" + described(Decoded.of(file.getValue())) + "\n")
                    .getBytes(StandardCharsets.UTF_8));
        }

        assertThat(files).hasSize(count);
        assertThat(HexFormat.of().formatHex(lines.digest())).isEqualTo(sha256);
    }

    /** https://github.com/ietf-wg-cellar/flac-test-files, against Xiph's decoder. */
    @ParameterizedTest
    @CsvFileSource(resources = "/references/flac-test-files.tsv", delimiter = '\t')
    void shouldReadTheFlacTestFilesAsXiphsDecoderDoesOrRefuseThemByName(
            String name, String outcome, String rate, String channels, String samples, String sha256) throws Exception {
        Path file = Audio.shared(FLAC_TEST_FILES).resolve(name);
        Assumptions.assumeTrue(Files.exists(file), "skipped: no " + file);

        if (outcome.equals("read")) {
            assertThat(described(Decoded.of(file))).isEqualTo(String.join("\t", rate, channels, samples, sha256));
        } else {
            assertThatThrownBy(() -> Decoded.of(file)).isInstanceOf(UnreadableRecordingException.class);
        }
    }

    /** Some of them are too large for the table; each has the MD5 of its samples, which is checked. */
    @ParameterizedTest
    @CsvSource({"subset, .*", "uncommon, 0[5-9] .*"})
    void shouldReadAllFlacTestFilesThatHoldTogether(String part, String names) throws Exception {
        List<Path> files;
        try (Stream<Path> all = Files.list(Audio.shared(FLAC_TEST_FILES).resolve(part))) {
            files = all.filter(file -> file.getFileName().toString().matches(names + "\\.flac"))
                    .sorted()
                    .toList();
        }

        assertThat(files).isNotEmpty();
        for (Path file : files) {
            assertThat(Decoded.of(file).samples()).as(file.toString()).isNotEmpty();
        }
    }

    /** As {@code src/test/python/references.py} has it. */
    private static String described(Decoded decoded) throws NoSuchAlgorithmException {
        ByteBuffer bytes =
                ByteBuffer.allocate(decoded.samples().length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(decoded.samples());
        return "%d\t%d\t%d\t%s"
                .formatted(
                        decoded.info().sampleRate(),
                        decoded.info().channels(),
                        decoded.info().frames(),
                        HexFormat.of()
                                .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.array())));
    }
}
