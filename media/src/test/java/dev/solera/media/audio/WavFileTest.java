package dev.solera.media.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.solera.media.UnreadableRecordingException;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Wav files as they are found: each stands for those that one kind of program writes. */
class WavFileTest {

    private static final int PCM = 1;
    private static final int FLOAT = 3;

    /** A saw of 1,600 numbers of 16 bits. */
    private static final int[] SAW =
            IntStream.range(0, 1600).map(i -> (short) (i * 331)).toArray();

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(ints = {16, 24, 32})
    void shouldGiveTheSameValuesWhenOnlyTheDepthDiffers(int bits) throws Exception {
        int[] wide = Arrays.stream(SAW).map(value -> value << bits - 16).toArray();
        WavBytes wav = new WavBytes("RIFF").format(PCM, bits);

        assertSaw(wav.chunk("data", wav.numbers(bits / 8, wide)).bytes());
    }

    @ParameterizedTest
    @ValueSource(ints = {32, 64})
    void shouldGiveTheSameValuesWhenFloat(int bits) throws Exception {
        ByteBuffer data = ByteBuffer.allocate(SAW.length * bits / 8).order(ByteOrder.LITTLE_ENDIAN);
        for (int value : SAW) {
            if (bits == 32) {
                data.putFloat(value / 32768f);
            } else {
                data.putDouble(value / 32768.0);
            }
        }

        assertSaw(new WavBytes("RIFF")
                .format(FLOAT, bits)
                .chunk("data", data.array())
                .bytes());
    }

    @Test
    void shouldReadEightBitsAsUnsigned() throws Exception {
        byte[] data = new byte[160];
        data[0] = (byte) 255;
        data[1] = (byte) 128;

        Decoded decoded =
                decode(new WavBytes("RIFF").format(PCM, 8).chunk("data", data).bytes());

        assertThat(decoded.samples()).startsWith(127 / 128f, 0, -1);
    }

    @ParameterizedTest
    @CsvSource({
        "0xFFFFFFFF, 0xFFFFFFFF", // ffmpeg to a pipe
        "0x7FFFF024, 0x7FFFF000", // sox to a pipe
        "0x80000024, 0x80000000",
        "0x7FFFFFFF, 0x7FFFFFFF",
        "0xFFFFFFFF, 0xFFFFFFFE",
        "0, 0", // header never finished
        "36, 0", // recorder that lost its power
        "0, 3200",
        "0xFFFFFFFF, 3200",
        "77, 3200"
    })
    void shouldReadWhatThereIsWhenSizesAreLeftOpenOrLie(String whole, String data) throws Exception {
        WavBytes wav = new WavBytes("RIFF").format(PCM, 16);

        assertSaw(wav.chunk("data", wav.numbers(2, SAW), Long.decode(data)).bytes((int) (long) Long.decode(whole)));
    }

    @Test
    void shouldRefuseWhenLessIsThereThanThePromise() throws Exception {
        WavBytes wav = new WavBytes("RIFF").format(PCM, 16);

        assertRefused(
                wav.chunk("data", wav.numbers(2, SAW), 4000).bytes(),
                "is cut off: its header promises 4000 bytes of audio, it has 3200");
    }

    @ParameterizedTest
    @ValueSource(strings = {"RIFF", "RIFX", "RF64", "BW64", "W64"})
    void shouldReadEveryContainer(String container) throws Exception {
        WavBytes wav = new WavBytes(container);
        if (container.matches("RF64|BW64")) {
            wav.chunk("ds64", sizes(3200));
        }
        wav.chunk("JUNK", new byte[27]).format(PCM, 16);
        byte[] data = wav.numbers(2, SAW);
        long size = container.matches("RF64|BW64") ? 0xFFFFFFFFL : data.length;

        assertSaw(wav.chunk("data", data, size).chunk("LIST", new byte[40]).bytes());
    }

    @Test
    void shouldRefuseWhenALongSizePromisesMore() throws Exception {
        WavBytes wav = new WavBytes("RF64").chunk("ds64", sizes(1L << 33)).format(PCM, 16);

        assertRefused(
                wav.chunk("data", wav.numbers(2, SAW), 0xFFFFFFFFL).bytes(),
                "is cut off: its header promises 8589934592");
    }

    private static byte[] sizes(long data) {
        return ByteBuffer.allocate(28)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(data + 80)
                .putLong(data)
                .putLong(1600)
                .array();
    }

    @Test
    void shouldReadWhenMuchStandsBeforeAudioAndFormat() throws Exception {
        WavBytes wav = new WavBytes("RIFF").chunk("bext", new byte[60_001]).chunk("iXML", new byte[9_999]);
        for (int i = 0; i < 300; i++) {
            wav.chunk("JUNK", new byte[i]);
        }
        wav.format(PCM, 16).chunk("PAD ", new byte[70_000]);

        assertSaw(wav.chunk("data", wav.numbers(2, SAW)).bytes());
    }

    @Test
    void shouldReadWhenTheFormatStandsBehindTheAudio() throws Exception {
        WavBytes wav = new WavBytes("RIFF");

        assertSaw(wav.chunk("data", wav.numbers(2, SAW)).format(PCM, 16).bytes());
    }

    @ParameterizedTest
    @CsvSource({"RIFF, 40", "RIFF, 46", "RIFF, 200", "RIFX, 40", "W64, 64"})
    void shouldReadAnExtensibleFormatWhenItIsLonger(String container, int length) throws Exception {
        WavBytes wav = new WavBytes(container).extensible(PCM, 16, 16, length);

        assertSaw(wav.chunk("data", wav.numbers(2, SAW)).bytes());
    }

    @Test
    void shouldTakeTheUpperBitsWhenAnExtensibleFormatSaysSo() throws Exception {
        WavBytes wav = new WavBytes("RIFF").extensible(PCM, 32, 24, 40);
        int[] upper = Arrays.stream(SAW).map(value -> value << 16).toArray();

        assertSaw(wav.chunk("data", wav.numbers(4, upper)).bytes());
    }

    @ParameterizedTest
    @CsvSource({"24, 4, 8", "24, 4, 16", "16, 4, 0", "16, 4, 16", "16, 3, 0", "16, 3, 8"})
    void shouldFindOutWhichBytesHoldTheNumberWhenThereAreMore(int bits, int bytes, int shift) throws Exception {
        WavBytes wav = new WavBytes("RIFF").format(PCM, 1, bytes, bits);
        int[] placed = Arrays.stream(SAW).map(value -> value << shift).toArray();

        assertSaw(wav.chunk("data", wav.numbers(bytes, placed)).bytes());
    }

    @Test
    void shouldRefuseWhenNeitherSideHoldsTheNumber() throws Exception {
        WavBytes wav = new WavBytes("RIFF").format(PCM, 1, 4, 24);
        int[] full = Arrays.stream(SAW).map(value -> value << 16 | 0x5A).toArray();

        assertRefused(
                wav.chunk("data", wav.numbers(4, full)).bytes(),
                "has 24 bits in 4 bytes a sample, and stands neither in the upper nor in the lower ones");
    }

    @ParameterizedTest
    @CsvSource({"6, ALAW", "7, ULAW"})
    void shouldReadLogarithmicSamplesAsThePlatformDoes(int tag, String name) throws Exception {
        byte[] codes = new byte[256];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = (byte) i;
        }

        Decoded decoded =
                decode(new WavBytes("RIFF").format(tag, 8).chunk("data", codes).bytes());

        var from = new AudioFormat(new AudioFormat.Encoding(name), 16000, 8, 1, 1, 16000, false);
        var to = new AudioFormat(16000, 16, 1, true, false);
        AudioInputStream stream = new AudioInputStream(new ByteArrayInputStream(codes), from, codes.length);
        ByteBuffer expected = ByteBuffer.wrap(
                        AudioSystem.getAudioInputStream(to, stream).readAllBytes())
                .order(ByteOrder.LITTLE_ENDIAN);
        for (float sample : decoded.samples()) {
            assertThat(sample).isEqualTo(expected.getShort() / 32768f);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1 | 1 | 2 | 24 | has 24 bits a sample, 1 channels and 2 bytes a frame, which does not add up",
                "1 | 2 | 3 | 16 | has 16 bits a sample, 2 channels and 3 bytes a frame, which does not add up",
                "1 | 1 | 0 | 16 | has 16 bits a sample, 1 channels and 0 bytes a frame, which does not add up",
                "1 | 1 | 8 | 64 | has 64 bits a sample",
                "1 | 1 | 2 | 0 | has 0 bits a sample",
                "3 | 1 | 2 | 16 | has 16 bits a sample",
                "3 | 1 | 8 | 32 | has 32 bits a sample",
                "1 | 0 | 2 | 16 | has no channels",
                "17 | 1 | 256 | 4 | is a wav file of IMA ADPCM audio (format 0x0011); allowed: PCM, float, A-law, mu-law",
                "85 | 1 | 1 | 0 | is a wav file of MP3 audio (format 0x0055)",
                "4660 | 1 | 1 | 8 | is a wav file of unknown audio (format 0x1234)"
            })
    void shouldRefuseByNameWhenTheFormatDoesNotAddUp(int tag, int channels, int frameBytes, int bits, String cause)
            throws Exception {
        byte[] wav = new WavBytes("RIFF")
                .format(tag, channels, frameBytes, bits)
                .chunk("data", new byte[3200])
                .bytes();

        assertRefused(wav, cause);
    }

    @Test
    void shouldRefuseByNameWhenThereIsNoAudio() throws Exception {
        assertRefused(new WavBytes("RIFF").format(PCM, 16).bytes(), "holds no audio");
        assertRefused(new WavBytes("RIFF").chunk("data", new byte[400]).bytes(), "has no format chunk");
        assertRefused(
                new WavBytes("RIFF")
                        .format(PCM, 16)
                        .chunk("data", new byte[0])
                        .chunk("LIST", new byte[4000])
                        .bytes(),
                "holds no audio");
        assertRefused(
                new WavBytes("RIFF")
                        .chunk("fmt ", new byte[12])
                        .chunk("data", new byte[400])
                        .bytes(),
                "has a format chunk of 12 bytes; allowed: 16 or more");
        assertRefused(
                new WavBytes("RIFF")
                        .format(PCM, 16)
                        .chunk("data", new byte[310])
                        .bytes(),
                "holds less than 10 ms of audio");
        assertRefused(
                new WavBytes("RIFF").chunk("fmt ", new byte[0], 1L << 31).bytes(), "has a format chunk of 0 bytes");
    }

    @Test
    void shouldGoOnFromAnyPlace() throws Exception {
        WavBytes wav = new WavBytes("RIFF").format(PCM, 16);
        Path file = Files.write(
                folder.resolve("a.wav"), wav.chunk("data", wav.numbers(2, SAW)).bytes());

        try (AudioStream stream = AudioFile.open(file)) {
            stream.seek(1234);
            assertThat(Decoded.rest(stream)).hasSize(366).startsWith(SAW[1234] / 32768f);
            stream.seek(0);
            assertThat(Decoded.rest(stream)).hasSize(1600);
        }
    }

    @Test
    void shouldTakeTheMeanWhenThereAreSeveralChannels() throws Exception {
        float[] left = Audio.tone(440, 16000, 1600);
        float[] right = Audio.tone(880, 16000, 1600);
        float[] silent = new float[1600];
        Path file = Audio.wav(folder.resolve("a.wav"), 16000, AudioFormat.Encoding.PCM_FLOAT, 32, left, right, silent);

        try (Channels channels = Channels.mixed(AudioFile.open(file))) {
            float[] read = Resampler.read(channels, 16000, 0, 1600);

            assertThat(channels.info()).isEqualTo(new AudioInfo(16000, 3, 1600));
            for (int i = 0; i < read.length; i++) {
                assertThat(read[i]).isEqualTo((float) (((double) left[i] + right[i]) / 3));
            }
        }
    }

    private void assertSaw(byte[] wav) throws Exception {
        Decoded decoded = decode(wav);

        assertThat(decoded.info()).isEqualTo(new AudioInfo(16000, 1, SAW.length));
        assertThat(decoded.samples()).hasSize(SAW.length);
        for (int i = 0; i < SAW.length; i++) {
            assertThat(decoded.samples()[i]).as("sample %d", i).isEqualTo(SAW[i] / 32768f);
        }
    }

    private void assertRefused(byte[] wav, String cause) {
        assertThatThrownBy(() -> decode(wav))
                .isInstanceOf(UnreadableRecordingException.class)
                .hasMessageStartingWith(cause);
    }

    private Decoded decode(byte[] wav) throws Exception {
        return Decoded.of(Files.write(folder.resolve("a.wav"), wav));
    }
}
