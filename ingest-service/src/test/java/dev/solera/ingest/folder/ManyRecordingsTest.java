package dev.solera.ingest.folder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.ingest.label.LabelColumns;
import dev.solera.media.audio.Audio;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManyRecordingsTest {

    private static final int FILES = 20_000;
    private static final int WARM = 2_000;
    /** Of a file's name, its place, its labels; 100,000 files take 150 MB then. */
    private static final long BYTES_A_FILE = 1_500;
    /** 230 bytes a file: a clip that stayed would be 6,400. */
    private static final long GROWTH = 4 << 20;

    @TempDir
    private Path folder;

    @Test
    void shouldHoldAsMuchAfterTheLastRecordingAsAfterTheFirstThousands() throws Exception {
        // given
        byte[] wav = Files.readAllBytes(Audio.wav(folder.resolve("first.wav"), 16000, Audio.tone(440, 16000, 1600)));
        Files.delete(folder.resolve("first.wav"));
        for (int i = 0; i < FILES; i++) {
            Files.write(folder.resolve("v%d_%d.wav".formatted(i % 10, i)), wav);
        }
        var settings = new FolderSettings(
                "(?<voice>v\\d)_(?<take>\\d+)",
                LabelColumns.NONE,
                "take<100",
                Optional.empty(),
                1 << 20,
                FolderSettings.DEFAULT_LONGEST);
        long empty = retained();

        // when
        FolderCorpus corpus = FolderCorpus.open(folder, Audio.input(16000), settings);
        long opened = retained();
        read(corpus, 0, WARM);
        long warm = retained();
        read(corpus, WARM, FILES);
        long end = retained();

        // then
        assertThat(corpus.recordings()).hasSize(FILES);
        assertThat(opened - empty).as("bytes of the listing").isLessThan(FILES * BYTES_A_FILE);
        assertThat(end - warm).as("bytes more at the end").isLessThan(GROWTH);
    }

    private static void read(FolderCorpus corpus, int from, int to) throws Exception {
        for (int i = from; i < to; i++) {
            assertThat(corpus.read(i).samples()).hasSize(1600);
        }
    }

    /** Bytes of the heap that are in use, the least of several collections. */
    private static long retained() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 4; i++) {
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }
}
