package dev.solera.media.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.solera.media.UnreadableRecordingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SphereFileTest {

    private static final String TIMIT = """
            NIST_1A
               1024
            database_id -s5 TIMIT
            channel_count -i 1
            sample_count -i 200
            sample_rate -i 16000
            sample_n_bytes -i 2
            sample_byte_format -s2 01
            sample_sig_bits -i 16
            end_head
            """;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"01, 16384, 64", "10, 64, 16384"})
    void shouldReadEitherOrderOfBytes(String order, int first, int second) throws Exception {
        Decoded decoded = decode(TIMIT.replace("-s2 01", "-s2 " + order), 0, 64, 64, 0);

        assertThat(decoded.info()).isEqualTo(new AudioInfo(16000, 1, 200));
        assertThat(decoded.samples()).startsWith(first / 32768f, second / 32768f);
    }

    @Test
    void shouldReadTelephoneSpeechOfTwoSides() throws Exception {
        String header = TIMIT.replace("sample_n_bytes -i 2", "sample_n_bytes -i 1")
                .replace("sample_byte_format -s2 01", "sample_coding -s4 ulaw")
                .replace("channel_count -i 1", "channel_count -i 2");

        Decoded decoded = decode(header, 0xFF, 0x80, 0x00);

        assertThat(decoded.info()).isEqualTo(new AudioInfo(16000, 2, 200));
        assertThat(decoded.samples()).startsWith(0, 32124 / 32768f, -32124 / 32768f);
    }

    @Test
    void shouldTakeWhatThereIsWhenTheHeaderCountsNothing() throws Exception {
        assertThat(decode(TIMIT.replace("sample_count -i 200\n", "")).info().frames())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sample_count -i 200 | sample_count -i 300 | is cut off: its header promises 300 samples, it has 200",
                "sample_rate -i 16000 | sample_rate -r 1.5 | has a sample_rate of 1.5; allowed: 1 to 2147483647",
                "channel_count -i 1 | channel_count -i 0 | has a channel_count of 0; allowed: 1 to 65535",
                "-s2 01 | -s2 11 | has a sample_byte_format of 11; allowed: 01 or 10",
                "sample_sig_bits -i 16 | sample_coding -s26 pcm,embedded-shorten-v2.00 | is a SPHERE file of pcm,embedded-shorten-v2.00 audio",
                "1024 | x024 | has a header size of x024; allowed: 1 to 65536"
            })
    void shouldRefuseByNameWhatDoesNotAddUp(String was, String is, String cause) {
        assertThatThrownBy(() -> decode(TIMIT.replace(was, is)))
                .isInstanceOf(UnreadableRecordingException.class)
                .hasMessageStartingWith(cause);
    }

    /** A file of 400 bytes of audio; its name is that of a wav file, as in TIMIT. */
    private Decoded decode(String header, int... audio) throws Exception {
        byte[] file = Arrays.copyOf(header.getBytes(StandardCharsets.US_ASCII), 1024 + 400);
        for (int i = 0; i < audio.length; i++) {
            file[1024 + i] = (byte) audio[i];
        }
        return Decoded.of(Files.write(folder.resolve("SA1.WAV"), file));
    }
}
