package dev.solera.ingest.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.activation.Purpose;
import dev.solera.ingest.corpus.Recording;
import dev.solera.ingest.folder.FolderCorpus;
import dev.solera.ingest.folder.FolderSettings;
import dev.solera.media.audio.Audio;
import dev.solera.pipeline.AudioInput;
import dev.solera.pipeline.Normalisation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.sound.sampled.AudioFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UtteranceSampleTest {

    @TempDir
    private Path folder;

    @Test
    void shouldMakeSamplesOfTheBitsOfTheCut() throws Exception {
        // given
        float[] audio = Audio.tone(440.3, 16000, 64_000);
        Audio.wav(folder.resolve("one.wav"), 16000, AudioFormat.Encoding.PCM_FLOAT, 32, audio);
        Files.write(folder.resolve("segments"), List.of("u1 one 0.5 1.5", "u2 one 1.5 3.5"));
        Files.write(folder.resolve("utt2spk"), List.of("u1 anna", "u2 bert"));
        var input = new AudioInput(16000, 8000, 1, Normalisation.NONE, null);
        FolderCorpus corpus = FolderCorpus.open(folder, input, new FolderSettings("kaldi", "none", Optional.empty()));
        Recording second = corpus.recordings().get(1);

        // when
        float[] values = new SampleAssembler(input, corpus)
                .assemble(0, new Window(Purpose.TRAIN, List.of(new Piece(second, 700, 8700))))
                .values();

        // then
        assertThat(values).containsExactly(Arrays.copyOfRange(audio, 24_700, 32_700));
    }
}
