package dev.solera.media.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.solera.media.UnreadableRecordingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Stretches in the middle of long files: each as it is in the whole, whatever the decoder had to hear before. */
@Timeout(600)
class LongSeekTest {

    private static final int STRETCH = 3;

    @TempDir
    private Path folder;

    /** The last one is an hour; the others differ in nothing but their length. */
    @ParameterizedTest(name = "{0} {1} {4}")
    @CsvSource({
        "tagged.mp3, libmp3lame, 16000, 32000, '', 240",
        "untagged.mp3, libmp3lame, 44100, 128000, write_xing=0, 60",
        "vorbis.ogg, vorbis, 16000, 48000, '', 240",
        "opus.opus, libopus, 48000, 16000, '', 60",
        "aac.m4a, aac, 16000, 32000, '', 240",
        "adts.aac, aac, 16000, 32000, '', 240",
        "flac.flac, flac, 16000, 0, '', 240",
        "flac.oga, flac, 16000, 0, '', 240",
        "hour.mp3, libmp3lame, 8000, 8000, write_xing=0, 3600"
    })
    void shouldReadTheSameAnywhere(String name, String codec, int rate, long bitRate, String option, int seconds)
            throws Exception {
        Path file = EncodedFile.write(folder.resolve(name), codec, rate, bitRate, seconds, option);
        List<Long> begins = begins(rate, seconds);

        List<float[]> whole = passingBy(file, begins);

        try (AudioStream stream = AudioFile.open(file)) {
            assertThat((double) stream.info().frames() / rate).isBetween(seconds - 0.01, seconds + 0.2);
            for (int i = 0; i < begins.size(); i++) {
                stream.seek(begins.get(i));
                assertThat(Arrays.mismatch(stretch(stream), whole.get(i)))
                        .as("first difference of %s from sample %d", name, begins.get(i))
                        .isEqualTo(-1);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"flac.flac", "flac.oga"})
    void shouldRefuseFlacThatMissesAPartInTheMiddleWhateverItSaysOfItsLength(String name) throws Exception {
        Path file = EncodedFile.write(folder.resolve(name), "flac", 16000, 0, 20, "");
        byte[] bytes = Files.readAllBytes(file);
        int at = bytes.length / 2;
        byte[] open = bytes.clone();
        if (name.endsWith(".flac")) {
            Arrays.fill(open, 22, 42, (byte) 0);
            open[21] &= (byte) 0xF0;
        }
        Arrays.fill(open, at, at + 20, (byte) 0);
        Files.write(file, open);

        assertThatThrownBy(() -> Decoded.of(file))
                .isInstanceOf(UnreadableRecordingException.class)
                .hasMessageMatching("is damaged: sample \\d+ is followed by sample \\d+");
    }

    /** In no order, at odd places, at the beginning and at the end. */
    private static List<Long> begins(int rate, int seconds) {
        SplittableRandom random = new SplittableRandom(11);
        List<Long> begins = new ArrayList<>(List.of((long) (seconds - STRETCH) * rate - 1, 0L, 1L, 30L * rate));
        for (int i = 0; i < 12; i++) {
            begins.add(random.nextLong((long) (seconds - STRETCH) * rate));
        }
        return begins;
    }

    /** The stretches as they come in one pass from the beginning. */
    private static List<float[]> passingBy(Path file, List<Long> begins) throws Exception {
        try (AudioStream stream = AudioFile.open(file)) {
            int channels = stream.info().channels();
            int length = STRETCH * stream.info().sampleRate() * channels;
            List<float[]> stretches = new ArrayList<>();
            begins.forEach(begin -> stretches.add(new float[length]));
            float[] block = new float[1 << 16];
            long at = 0;
            for (int frames = stream.read(block); frames > 0; frames = stream.read(block)) {
                for (int i = 0; i < begins.size(); i++) {
                    long from = Math.max(at, begins.get(i));
                    long to = Math.min(at + frames, begins.get(i) + length / channels);
                    if (from < to) {
                        System.arraycopy(
                                block,
                                (int) (from - at) * channels,
                                stretches.get(i),
                                (int) (from - begins.get(i)) * channels,
                                (int) (to - from) * channels);
                    }
                }
                at += frames;
            }
            assertThat(at).isEqualTo(stream.info().frames());
            return stretches;
        }
    }

    private static float[] stretch(AudioStream stream) throws Exception {
        int channels = stream.info().channels();
        float[] stretch = new float[STRETCH * stream.info().sampleRate() * channels];
        float[] block = new float[channels * 4096];
        int done = 0;
        while (done < stretch.length) {
            int count = stream.read(block) * channels;
            System.arraycopy(block, 0, stretch, done, Math.min(count, stretch.length - done));
            done += count;
        }
        return Arrays.copyOf(stretch, stretch.length);
    }
}
