package dev.solera.ingest.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.solera.ingest.corpus.InvalidSourceException;
import dev.solera.ingest.corpus.Recording;
import dev.solera.ingest.label.LabelColumns;
import dev.solera.media.audio.Audio;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LongRecordingTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"16000, 900, 40", "44100, 60, 600", "384000, 10, 3600"})
    void shouldHoldOnePieceInMemoryWhenARecordingHasTenHours(int rate, int longest, int pieces) throws Exception {
        Path file = silence("long.wav", rate, 36_000L * rate);
        int place = 7 * 3600;
        putTone(file, rate, place);

        FolderCorpus corpus = open(Duration.ofSeconds(longest));

        assertThat(corpus.recordings()).hasSize(pieces);
        assertThat(corpus.recordings()).extracting(Recording::name).contains("long.wav#1", "long.wav#" + pieces);
        assertThat(corpus.recordings().stream().mapToLong(Recording::length).sum())
                .isEqualTo(36_000L * 16000);
        int piece = place / longest;
        long before = allocated();
        float[] samples = corpus.read(piece).samples();
        // The piece itself, what is read ahead, and the filter the first time.
        assertThat(allocated() - before).isLessThan(4L * longest * 16000 + (24 << 20));
        int begin = place % longest * 16000;
        assertThat(Audio.rms(samples, begin, begin + 8000)).isBetween(0.34, 0.36);
        assertThat(corpus.read(pieces - 1).samples()).hasSize(longest * 16000).containsOnly(0);
    }

    @Test
    void shouldCutIntoEqualPiecesThatGiveTheWholeTogether() throws Exception {
        float[] tone = Audio.tone(440, 8000, 25 * 8000 + 77);
        Audio.wav(folder.resolve("a.wav"), 8000, tone);

        FolderCorpus whole = open(Duration.ofMinutes(15));
        FolderCorpus cut = open(Duration.ofSeconds(10));

        float[] expected = whole.read(0).samples();
        assertThat(cut.recordings()).extracting(Recording::length).containsExactly(133_440, 133_440, 133_274);
        int at = 0;
        for (Recording piece : cut.recordings()) {
            for (float sample : cut.read(piece.index()).samples()) {
                assertThat(sample).isEqualTo(expected[at++]);
            }
        }
        assertThat(at).isEqualTo(expected.length);
        assertThat(cut.listing().hash()).isNotEqualTo(whole.listing().hash());
    }

    @Test
    void shouldHoldOutAllPiecesOfARecordingOrNone() throws Exception {
        silence("a1.wav", 16000, 16000 * 25);
        silence("b2.wav", 16000, 16000 * 25);
        Path phones = Files.writeString(folder.resolve("phones.ctm"), "a1 24.0 0.5 x\n");
        var settings = new FolderSettings(
                "(?<letter>[ab])(?<digit>\\d)",
                LabelColumns.NONE,
                "digit=2",
                Optional.of("phone=" + phones),
                1 << 24,
                Duration.ofSeconds(10));

        FolderCorpus corpus = FolderCorpus.open(folder, Audio.input(16000), settings);

        assertThat(corpus.recordings()).hasSize(6);
        assertThat(corpus.recordings())
                .extracting(Recording::heldOut)
                .containsExactly(false, false, false, true, true, true);
        assertThat(corpus.recordings())
                .extracting(recording -> recording.label("letter"))
                .containsExactly(0, 0, 0, 1, 1, 1);
        assertThat(corpus.read(0).frameLabels().get("phone")).containsOnly(-1);
        assertThat(corpus.read(2).frameLabels().get("phone")).hasSize(832).contains(0);
    }

    @Test
    void shouldReadEverythingWhenTheCacheMayBeLargerThanTheHeap() throws Exception {
        // given 150 MB of decoded audio
        for (int i = 0; i < 40; i++) {
            silence(i + ".wav", 16000, 60 * 16000);
        }

        // when
        Path out = Files.createTempFile("out", ".txt");
        int status = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ListFolder.class.getName(),
                        folder.toString(),
                        String.valueOf(FolderSettings.DEFAULT_CACHE_BYTES))
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start()
                .waitFor();

        // then
        String said = Files.readString(out);
        Files.delete(out);
        assertThat(status).as(said).isZero();
        assertThat(said).contains("samples 960000 960000 ").contains(" skipped 0 ");
    }

    @Test
    void shouldTellHowMuchSoundIsNotRead() throws Exception {
        silence("a.wav", 16000, 16000);
        Files.writeString(folder.resolve("b.wma"), "x");
        Files.writeString(folder.resolve("c.wma"), "x");
        Files.writeString(folder.resolve("notes.txt"), "x");

        assertThat(open(Duration.ofMinutes(15)).listing().notes())
                .containsExactly("Files of sound that is of no kind that can be read: 2 .wma");
    }

    @Test
    void shouldRefuseABoundThatIsNone() {
        assertThatThrownBy(() -> open(Duration.ofSeconds(9)))
                .isInstanceOf(InvalidSourceException.class)
                .hasMessage("longest recording is 9 s; allowed: 10 to 3600 s");
    }

    private FolderCorpus open(Duration longest) {
        var settings = new FolderSettings("none", LabelColumns.NONE, "none", Optional.empty(), 0, longest);
        return FolderCorpus.open(folder, Audio.input(16000), settings);
    }

    /** A 16 bit wav file of zeros, which take no room on most disks; longer than its header can say. */
    private Path silence(String name, int rate, long frames) throws IOException {
        Path file = Audio.wav(folder.resolve(name), rate, new float[1]);
        try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
            access.setLength(44 + 2 * frames);
            access.seek(40);
            access.writeInt(0xFFFFFFFF);
        }
        return file;
    }

    /** Half a second of 440 Hz. */
    private static void putTone(Path file, int rate, long second) throws IOException {
        float[] tone = Audio.tone(440, rate, rate / 2);
        ByteBuffer bytes = ByteBuffer.allocate(2 * tone.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float sample : tone) {
            bytes.putShort((short) Math.round(sample * 32767));
        }
        try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
            access.seek(44 + 2 * second * rate);
            access.write(bytes.array());
        }
    }

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }
}
