package dev.solera.media.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.solera.media.UnreadableRecordingException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Files that FFmpeg decodes, made by the encoders that people have. The first channel holds a tone of 440 Hz, the second one
 * of 880; lengths and loudness are those that libsndfile and the command line of FFmpeg give.
 */
class CompressedFileTest {

    private static final int STREAM_INFO = 8;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "tagged.mp3, 44100, 2, 13230, 0.353371, 25",
        "vorbis.ogg, 44100, 2, 13230, 0.353568, 25",
        "opus.opus, 48000, 1, 14400, 0.353518, 20",
        "aac.m4a, 44100, 2, 13230, 0.360044, 15",
        "alac.m4a, 16000, 1, 4800, 0.353553, 80",
        "plain.aiff, 16000, 1, 4800, 0.353553, 80",
        "law.au, 16000, 1, 4800, 0.355056, 25",
        "mono-16k-16bit.flac, 16000, 1, 4000, 0.353554, 80",
        "mono-16k-32bit.flac, 16000, 1, 1600, 0.353553, 130",
        "stereo-44k-24bit.flac, 44100, 2, 4410, 0.353553, 120",
        "open-length-8k-8bit.flac, 8000, 1, 2400, 0.353556, 35"
    })
    void shouldReadWhatWasRecordedAndNothingBeforeOrBehindIt(
            String name, int rate, int channels, int frames, double rms, double decibels) throws Exception {
        Decoded decoded = Decoded.of(Audio.flac(name, folder.resolve(name)));

        assertThat(decoded.info()).isEqualTo(new AudioInfo(rate, channels, frames));
        assertThat(decoded.samples()).hasSize(frames * channels);
        assertThat(decoded.rms()).isCloseTo(rms, within(1e-4));
        for (int channel = 0; channel < channels; channel++) {
            float[] tone = Audio.tone(440 * (channel + 1), rate, frames);
            assertThat(decibelsOver(tone, decoded.channel(channel)))
                    .as("tone over what differs from it, dB, channel %d", channel)
                    .isGreaterThan(decibels);
        }
    }

    /** Where the file does not say how much its encoder put before and behind, that stays. */
    @ParameterizedTest
    @CsvSource({
        "untagged.mp3, 24000, 2, 8640, 0.306670",
        "adts.aac, 16000, 1, 6144, 0.320239",
        "he.aac, 32000, 2, 22528, 0.296073",
        "he-v2.aac, 44100, 2, 30720, 0.298681"
    })
    void shouldReadAllThatThereIsWhenNothingSaysMore(String name, int rate, int channels, int frames, double rms)
            throws Exception {
        Decoded decoded = Decoded.of(Audio.flac(name, folder.resolve(name)));

        assertThat(decoded.info()).isEqualTo(new AudioInfo(rate, channels, frames));
        assertThat(decoded.samples()).hasSize(frames * channels);
        assertThat(decoded.rms()).isCloseTo(rms, within(1e-4));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tagged.mp3",
                "untagged.mp3",
                "vorbis.ogg",
                "opus.opus",
                "alac.m4a",
                "plain.aiff",
                "stereo-44k-24bit.flac"
            })
    void shouldReadTheSameWhenItBeginsAnywhere(String name) throws Exception {
        Path file = Audio.flac(name, folder.resolve(name));
        Decoded whole = Decoded.of(file);
        int channels = whole.info().channels();

        try (AudioStream stream = AudioFile.open(file)) {
            for (long from :
                    new long[] {whole.info().frames() / 2, 7, whole.info().frames() - 9, 0}) {
                stream.seek(from);
                float[] expected = Arrays.copyOfRange(whole.samples(), (int) from * channels, whole.samples().length);
                assertThat(Decoded.rest(stream)).as("from %d", from).containsExactly(expected);
            }
        }
    }

    @Test
    void shouldReadTheSameEveryTimeWhenADecoderDrawsNoise() throws Exception {
        Path file = Audio.flac("aac.m4a", folder.resolve("a.m4a"));

        try (AudioStream stream = AudioFile.open(file)) {
            float[] first = Decoded.rest(stream);
            stream.seek(0);
            assertThat(Decoded.rest(stream)).containsExactly(first);
        }
        assertThat(Decoded.of(file).samples()).containsExactly(Decoded.of(file).samples());
    }

    @Test
    void shouldGoByWhatIsInAFileAndNotByItsName() throws Exception {
        Path file = Audio.flac("tagged.mp3", folder.resolve("a.wav"));

        assertThat(Decoded.of(file).info()).isEqualTo(new AudioInfo(44100, 2, 13230));
    }

    @Test
    void shouldRefuseFlacWhenItsMd5DoesNotHold() throws Exception {
        Path file = Audio.flac("mono-16k-16bit.flac", folder.resolve("a.flac"));
        change(file, STREAM_INFO + 20, 1);

        assertRefused(file, "is damaged: what is decoded does not match the MD5 in it");
    }

    @ParameterizedTest
    @CsvSource({"11, 0x10, 16256 Hz", "12, 0x02, 2 channels", "13, 0x10, is damaged"})
    void shouldRefuseFlacWhenItsFramesAreOfAnotherForm(int place, String bits, String said) throws Exception {
        Path file = Audio.flac("mono-16k-16bit.flac", folder.resolve("a.flac"));
        change(file, STREAM_INFO + place, Integer.decode(bits));

        assertThatThrownBy(() -> Decoded.of(file))
                .isInstanceOf(UnreadableRecordingException.class)
                .hasMessageContaining(said);
    }

    @Test
    void shouldRefuseFlacWhenItsFormChangesInTheMiddle() throws Exception {
        byte[] first = Files.readAllBytes(Audio.flac("open-length-8k-8bit.flac", folder.resolve("a.flac")));
        byte[] second = Files.readAllBytes(Audio.flac("mono-16k-16bit.flac", folder.resolve("b.flac")));
        int frames = behindDescriptions(second);
        Path both = Files.write(
                folder.resolve("both.flac"),
                ByteBuffer.allocate(first.length + second.length - frames)
                        .put(first)
                        .put(second, frames, second.length - frames)
                        .array());

        assertThatThrownBy(() -> Decoded.of(both))
                .isInstanceOf(UnreadableRecordingException.class)
                .hasMessageMatching("changes within the stream .*|is damaged: sample 2399 is followed by sample 0");
    }

    @Test
    void shouldRefuseFlacWhenItHasMoreThanItPromises() throws Exception {
        Path file = Audio.flac("mono-16k-16bit.flac", folder.resolve("a.flac"));
        change(file, STREAM_INFO + 17, 0x20);

        assertThatThrownBy(() -> Decoded.of(file))
                .isInstanceOf(UnreadableRecordingException.class)
                .hasMessageMatching("is longer than its header promises|is cut off: .*");
    }

    @Test
    void shouldRefuseFlacWhenAByteInsideIsDamaged() throws Exception {
        Path file = Audio.flac("mono-16k-16bit.flac", folder.resolve("a.flac"));
        change(file, (int) Files.size(file) / 2, 0x10);

        assertRefused(file, "is damaged");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tagged.mp3", "plain.aiff", "law.au", "mono-16k-16bit.flac", "vorbis.ogg", "alac.m4a"})
    void shouldRefuseWhenCutOff(String name) throws Exception {
        Path file = Audio.flac(name, folder.resolve(name));
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length * 2 / 3));

        assertThatThrownBy(() -> Decoded.of(file)).isInstanceOf(UnreadableRecordingException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tagged.mp3", "untagged.mp3", "vorbis.ogg", "opus.opus", "adts.aac", "mono-16k-16bit.flac"})
    void shouldReadWhenAPlayerHasAppendedATag(String name) throws Exception {
        Path file = Audio.flac(name, folder.resolve(name));
        Decoded before = Decoded.of(file);
        byte[] bytes = Files.readAllBytes(file);
        byte[] tagged = Arrays.copyOf(bytes, bytes.length + 128);
        System.arraycopy("TAGtitle".getBytes(StandardCharsets.US_ASCII), 0, tagged, bytes.length, 8);
        Files.write(file, tagged);

        assertThat(Decoded.of(file).samples()).containsExactly(before.samples());
    }

    @Test
    void shouldReadFlacWhenATagStandsBeforeIt() throws Exception {
        Path file = Audio.flac("mono-16k-16bit.flac", folder.resolve("a.flac"));
        Decoded before = Decoded.of(file);
        byte[] bytes = Files.readAllBytes(file);
        byte[] tagged = new byte[10 + 130 + bytes.length];
        System.arraycopy(new byte[] {'I', 'D', '3', 4, 0, 0, 0, 0, 1, 2}, 0, tagged, 0, 10);
        System.arraycopy(bytes, 0, tagged, 140, bytes.length);

        assertThat(Decoded.of(Files.write(file, tagged)).samples()).containsExactly(before.samples());
    }

    @Test
    @Timeout(60)
    void shouldRefuseFlacWhenItsEndIsOdd() {
        assertThatThrownBy(() -> Decoded.of(Audio.flac("ends-within-a-frame.flac", folder.resolve("a.flac"))))
                .isInstanceOf(UnreadableRecordingException.class);
        assertThatThrownBy(() -> Decoded.of(Audio.flac("more-than-promised.flac", folder.resolve("b.flac"))))
                .isInstanceOf(UnreadableRecordingException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.wav", "a.flac", "a.mp3", "a.txt"})
    void shouldRefuseWhenNotAudioAtAll(String name) throws Exception {
        Path file = Files.writeString(folder.resolve(name), "these are words, many words, and no sound ".repeat(50));

        assertRefused(file, "cannot be read as audio: it is damaged, or of a kind that is not read");
    }

    private static int behindDescriptions(byte[] flac) {
        int at = 4;
        boolean last = false;
        while (!last) {
            last = flac[at] < 0;
            at += 4 + ((flac[at + 1] & 0xFF) << 16 | (flac[at + 2] & 0xFF) << 8 | flac[at + 3] & 0xFF);
        }
        return at;
    }

    private static void change(Path file, int place, int bits) throws Exception {
        byte[] bytes = Files.readAllBytes(file);
        bytes[place] ^= (byte) bits;
        Files.write(file, bytes);
    }

    private static void assertRefused(Path file, String cause) {
        assertThatThrownBy(() -> Decoded.of(file))
                .isInstanceOf(UnreadableRecordingException.class)
                .hasMessageStartingWith(cause);
    }

    /** Over the middle half: encoders that lose something lose most of it at the ends. */
    private static double decibelsOver(float[] expected, float[] actual) {
        double sound = 0;
        double error = 0;
        for (int i = expected.length / 4; i < expected.length * 3 / 4; i++) {
            sound += (double) expected[i] * expected[i];
            error += Math.pow((double) actual[i] - expected[i], 2);
        }
        return 10 * Math.log10(sound / Math.max(error, 1e-20));
    }
}
