package dev.solera.ingest.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.solera.ingest.Audio;
import dev.solera.ingest.corpus.UnreadableRecordingException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Callable;
import javax.sound.midi.MidiEvent;
import javax.sound.midi.MidiSystem;
import javax.sound.midi.Sequence;
import javax.sound.midi.ShortMessage;
import javax.sound.midi.Track;
import javax.sound.sampled.AudioFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DecodersTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"8,0.009", "16,1e-4", "24,1e-6", "32,1e-6"})
    void shouldReadPcmWhenOfAnyWidth(int bits, float tolerance) throws Exception {
        float[] tone = Audio.tone(440, 16000, 1600);
        var encoding = bits == 8 ? AudioFormat.Encoding.PCM_UNSIGNED : AudioFormat.Encoding.PCM_SIGNED;
        Path file = Audio.wav(folder.resolve("a.wav"), 16000, encoding, bits, tone);

        float[] read = decode(file);

        assertThat(read).hasSize(tone.length);
        assertClose(read, tone, tolerance);
    }

    @ParameterizedTest
    @CsvSource({"32", "64"})
    void shouldReadFloatWhenOfEitherWidth(int bits) throws Exception {
        float[] tone = Audio.tone(440, 16000, 1600);
        Path file = Audio.wav(folder.resolve("a.wav"), 16000, AudioFormat.Encoding.PCM_FLOAT, bits, tone);

        assertClose(decode(file), tone, 0);
    }

    @Test
    void shouldMixDownWhenThereAreSeveralChannels() throws Exception {
        float[] left = Audio.tone(440, 16000, 1600);
        float[] right = Audio.tone(880, 16000, 1600);
        float[] silent = new float[1600];
        Path file = Audio.wav(folder.resolve("a.wav"), 16000, AudioFormat.Encoding.PCM_SIGNED, 16, left, right, silent);

        float[] read = decode(file);

        float[] mean = new float[1600];
        for (int i = 0; i < mean.length; i++) {
            mean[i] = (left[i] + right[i]) / 3;
        }
        assertClose(read, mean, 1e-4f);
    }

    @Test
    void shouldReadFlacWhenSixteenBitMono() throws Exception {
        Path file = Audio.flac("mono-16k-16bit.flac", folder.resolve("a.flac"));

        assertThat(AudioDecoder.forName("a.flac").orElseThrow().probe(file)).isEqualTo(new AudioInfo(16000, 1, 4000));
        assertClose(decode(file), Audio.tone(440, 16000, 4000), 1e-3f);
    }

    @Test
    void shouldMixDownWhenFlacIsStereo() throws Exception {
        Path file = Audio.flac("stereo-44k-24bit.flac", folder.resolve("a.flac"));

        float[] read = decode(file);

        float[] left = Audio.tone(440, 44100, 4410);
        float[] right = Audio.tone(880, 44100, 4410);
        float[] mean = new float[4410];
        for (int i = 0; i < mean.length; i++) {
            mean[i] = (left[i] + right[i]) / 2;
        }
        assertClose(read, mean, 1e-4f);
    }

    @Test
    void shouldCountSamplesWhenFlacLeavesItsLengthOpen() throws Exception {
        Path file = Audio.flac("open-length-8k-8bit.flac", folder.resolve("a.flac"));

        assertThat(AudioDecoder.forName("a.flac").orElseThrow().probe(file)).isEqualTo(new AudioInfo(8000, 1, 2400));
        assertThat(decode(file)).hasSize(2400);
    }

    @Test
    void shouldRefuseFlacWhenAByteInsideIsDamaged() throws Exception {
        Path file = Audio.flac("mono-16k-16bit.flac", folder.resolve("a.flac"));
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 0x10;
        Files.write(file, bytes);

        assertThatThrownBy(() -> decode(file)).isInstanceOf(UnreadableRecordingException.class);
    }

    @ParameterizedTest
    @CsvSource({"a.wav", "a.flac"})
    void shouldRefuseWhenCutOff(String name) throws Exception {
        Path file = name.endsWith(".wav")
                ? Audio.wav(folder.resolve(name), 16000, Audio.tone(440, 16000, 4000))
                : Audio.flac("mono-16k-16bit.flac", folder.resolve(name));
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));

        assertThatThrownBy(() -> decode(file)).isInstanceOf(UnreadableRecordingException.class);
    }

    @ParameterizedTest
    @CsvSource({"a.wav", "a.flac"})
    void shouldRefuseWhenNotAudioAtAll(String name) throws IOException {
        Path file = Files.writeString(folder.resolve(name), "these are words, many words, and no sound ".repeat(50));

        assertThatThrownBy(() -> AudioDecoder.forName(name).orElseThrow().probe(file))
                .isInstanceOf(UnreadableRecordingException.class)
                .hasMessageStartingWith("cannot be read as");
    }

    @Test
    void shouldRefuseWhenHeaderPromisesMoreThanThereIs() throws Exception {
        Path file = Audio.wav(folder.resolve("a.wav"), 16000, Audio.tone(440, 16000, 4000));
        byte[] bytes = Files.readAllBytes(file);
        bytes[42] = 0x7F;
        Files.write(file, bytes);

        assertThatThrownBy(() -> decode(file))
                .isInstanceOf(UnreadableRecordingException.class)
                .hasMessageContaining("header promises");
    }

    @Test
    void shouldReadAWavWhenItHasThousandsOfChannels() throws Exception {
        float[][] channels = new float[2000][20];
        Path file = Audio.wav(folder.resolve("a.wav"), 2000, AudioFormat.Encoding.PCM_SIGNED, 16, channels);

        assertThat(allocatedBy(() -> decode(file))).isLessThan(8 << 20);
        assertThat(decode(file)).hasSize(20);
    }

    @Test
    void shouldRefuseWhenAWavHoldsNotesToPlay() throws Exception {
        Sequence notes = new Sequence(Sequence.PPQ, 1);
        Track track = notes.createTrack();
        track.add(new MidiEvent(new ShortMessage(ShortMessage.NOTE_ON, 60, 90), 0));
        track.add(new MidiEvent(new ShortMessage(ShortMessage.NOTE_OFF, 60, 0), 100));
        Path file = folder.resolve("a.wav");
        MidiSystem.write(notes, 0, file.toFile());

        assertThatThrownBy(() -> new WavDecoder().probe(file))
                .isInstanceOf(UnreadableRecordingException.class)
                .hasMessage("cannot be read as wav: it does not begin with RIFF and WAVE");
    }

    @Test
    void shouldPassOverMetadataWhenItsLengthsLie() throws Exception {
        Path file = Audio.flac("mono-16k-16bit.flac", folder.resolve("a.flac"));
        byte[] bytes = Files.readAllBytes(file);
        int behindStreamInfo = 4 + 4 + 34;
        byte[] comments = {4, 0, 0, 8, 0, 0, 0, 0, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x7F};
        Files.write(
                file,
                ByteBuffer.allocate(bytes.length + comments.length)
                        .put(bytes, 0, behindStreamInfo)
                        .put(comments)
                        .put(bytes, behindStreamInfo, bytes.length - behindStreamInfo)
                        .array());

        assertThat(allocatedBy(() -> decode(file))).isLessThan(8 << 20);
        assertClose(decode(file), Audio.tone(440, 16000, 4000), 1e-3f);
    }

    @Test
    void shouldRefuseAnOpenLengthWhenTheRateIsNone() throws Exception {
        Path file = Audio.flac("open-length-8k-8bit.flac", folder.resolve("a.flac"));
        byte[] bytes = Files.readAllBytes(file);
        bytes[18] = (byte) 0xFF;
        bytes[19] = (byte) 0xFF;
        Files.write(file, bytes);

        assertThatThrownBy(() -> decode(file))
                .isInstanceOf(UnreadableRecordingException.class)
                .hasMessageContaining("Hz; allowed: 1000 to 768000");
    }

    @Test
    @Timeout(60)
    void shouldRefuseFlacWhenItEndsWhereAFrameMayBegin() {
        Path file = Audio.flac("ends-within-a-frame.flac", folder.resolve("a.flac"));

        assertThatThrownBy(() -> decode(file))
                .isInstanceOf(UnreadableRecordingException.class)
                .hasMessage("cannot be read as FLAC: it ends within a frame");
    }

    @Test
    void shouldReadFlacWhenATagStandsBeforeIt() throws Exception {
        Path file = Audio.flac("mono-16k-16bit.flac", folder.resolve("a.flac"));
        byte[] bytes = Files.readAllBytes(file);
        byte[] tag = new byte[10 + 130];
        System.arraycopy(new byte[] {'I', 'D', '3', 4, 0, 0, 0, 0, 1, 2}, 0, tag, 0, 10);
        Files.write(
                file,
                ByteBuffer.allocate(tag.length + bytes.length)
                        .put(tag)
                        .put(bytes)
                        .array());

        assertClose(decode(file), Audio.tone(440, 16000, 4000), 1e-3f);
    }

    @Test
    void shouldRefuseFlacWhenItsDescriptionIsMissing() throws Exception {
        byte[] comments = {'f', 'L', 'a', 'C', 4, 0, 0, 8, 0, 0, 0, 0, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x7F};
        Path file = Files.write(folder.resolve("a.flac"), comments);

        assertThatThrownBy(() -> new FlacDecoder().probe(file))
                .isInstanceOf(UnreadableRecordingException.class)
                .hasMessage("cannot be read as FLAC: it does not begin with the stream's description");
    }

    @Test
    @Timeout(60)
    void shouldRefuseFlacWhenWhatFollowsTheLastFrameLooksLikeOne() {
        Path file = Audio.flac("more-than-promised.flac", folder.resolve("a.flac"));

        assertThatThrownBy(() -> decode(file)).isInstanceOf(UnreadableRecordingException.class);
    }

    private static long allocatedBy(Callable<?> reader) throws Exception {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        reader.call();
        long before = threads.getCurrentThreadAllocatedBytes();
        reader.call();
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    @Test
    void shouldNameTheFailureWhenALibraryGivesNoMessage() {
        assertThat(AudioDecoder.unreadable("wav", new ArithmeticException("/ by zero")))
                .hasMessage("cannot be read as wav: / by zero");
        assertThat(AudioDecoder.unreadable("FLAC", new NullPointerException()))
                .hasMessage("cannot be read as FLAC: NullPointerException");
    }

    @Test
    void shouldRefuseWhenTooShortOrTooLong() {
        assertThatThrownBy(() -> new AudioInfo(16000, 1, 0).checked()).hasMessage("holds no audio");
        assertThatThrownBy(() -> new AudioInfo(16000, 1, 159).checked()).hasMessage("holds less than 10 ms of audio");
        assertThatThrownBy(() -> new AudioInfo(16000, 1, 16000L * 901).checked())
                .hasMessageContaining("is 901 s long; allowed: up to 900 s");
        assertThatThrownBy(() -> new AudioInfo(12, 1, 1600).checked()).hasMessageContaining("12 Hz");
    }

    private static float[] decode(Path file) throws UnreadableRecordingException {
        return AudioDecoder.forName(file.getFileName().toString())
                .orElseThrow()
                .decode(file)
                .samples();
    }

    private static void assertClose(float[] actual, float[] expected, float tolerance) {
        assertThat(actual).hasSameSizeAs(expected);
        float worst = 0;
        for (int i = 0; i < expected.length; i++) {
            worst = Math.max(worst, Math.abs(actual[i] - expected[i]));
        }
        assertThat(worst).isLessThanOrEqualTo(tolerance);
    }
}
