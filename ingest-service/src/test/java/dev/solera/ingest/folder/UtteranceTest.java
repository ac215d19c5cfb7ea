package dev.solera.ingest.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.solera.ingest.corpus.InvalidSourceException;
import dev.solera.ingest.corpus.Recording;
import dev.solera.ingest.corpus.SourceUnavailableException;
import dev.solera.ingest.label.LabelColumns;
import dev.solera.media.audio.Audio;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import javax.sound.sampled.AudioFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Recordings that Kaldi's {@code segments} cuts into utterances. */
class UtteranceTest {

    private static final int RATE = 16000;

    @TempDir
    private Path folder;

    @Test
    void shouldMakeARecordingOfEveryUtterance() throws Exception {
        // given two files, one of which has another rate
        noise("one.wav", RATE, 4 * RATE, 1);
        noise("sub/two.wav", 22050, 3 * 22050, 2);
        write("wav.scp", "r1 one.wav", "r2 sub/two.wav");
        write("segments", "u1 r1 0.50 1.2505", "u2 r1 1.25 -1", "u4 r2 0 1", "u3 r2 1.01 2.99");
        write("utt2spk", "u1 anna", "u2 bert", "u3 anna", "u4 carl");
        FolderCorpus whole = open("none", "none");

        // when
        FolderCorpus corpus = open("kaldi", "none");

        // then
        assertThat(corpus.recordings())
                .extracting(Recording::name)
                .containsExactly("one.wav/u1", "one.wav/u2", "sub/two.wav/u3", "sub/two.wav/u4");
        assertThat(corpus.recordings()).extracting(Recording::length).containsExactly(12008, 44000, 31680, 16000);
        assertThat(corpus.labels().classes()).isEqualTo(Map.of("speaker", List.of("anna", "bert", "carl")));
        assertThat(corpus.recordings()).extracting(r -> r.label("speaker")).containsExactly(0, 1, 0, 2);
        assertThat(corpus.read(0).samples()).containsExactly(cut(whole, 0, 8000, 20008));
        assertThat(corpus.read(1).samples()).containsExactly(cut(whole, 0, 20000, 64000));
        assertThat(corpus.read(2).samples()).containsExactly(cut(whole, 1, 16160, 47840));
        assertThat(corpus.read(3).samples()).containsExactly(cut(whole, 1, 0, 16000));
        assertThat(corpus.listing().skipped()).isEmpty();
        assertThat(corpus.listing().notes()).containsExactly("2 files are cut into 4 utterances");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "list:%s;u2;one.wav/u2",
                "list:%s;one.wav/u1;one.wav/u1",
                "list:%s;one;one.wav/u1,one.wav/u2",
                "list:%s;one.wav;one.wav/u1,one.wav/u2",
                "last:1:speaker;;one.wav/u2,two.wav/u3",
                "speaker=bert;;two.wav/u3"
            })
    void shouldHoldOutUtterancesByTheirOwnNamesAndLabels(String rule, String listed, String expected) throws Exception {
        noise("one.wav", RATE, 4 * RATE, 1);
        noise("two.wav", RATE, 2 * RATE, 2);
        write("segments", "u1 one 0 2", "u2 one 2 4", "u3 two 0 2");
        write("utt2spk", "u1 anna", "u2 anna", "u3 bert");
        Path list = Files.writeString(folder.resolve("held.txt"), listed == null ? "" : listed);

        FolderCorpus corpus = open("kaldi", rule.formatted(list));

        assertThat(corpus.recordings())
                .filteredOn(Recording::heldOut)
                .extracting(Recording::name)
                .containsExactly(expected.split(","));
    }

    @Test
    void shouldLetTheUtteranceHaveANameThatItsRecordingHasToo() throws Exception {
        noise("u1.wav", RATE, 4 * RATE, 1);
        write("segments", "u1 u1 1 2", "u2 u1 2 3");
        write("utt2spk", "u1 anna", "u2 anna");
        Path phones = Files.writeString(folder.resolve("phones.ctm"), "u1 0 0.02 a\n");

        FolderCorpus corpus = FolderCorpus.open(
                folder,
                Audio.input(RATE),
                new FolderSettings("kaldi", "last:1:speaker", Optional.of("phone=" + phones)));

        assertThat(corpus.read(0).frameLabels().get("phone")).hasSize(100).startsWith(0, 0, -1);
        assertThat(corpus.hasFrameLabels(1)).isFalse();
    }

    @Test
    void shouldCutLongUtterancesIntoPiecesThatAreHeldOutTogether() throws Exception {
        noise("one.wav", RATE, 40 * RATE, 1);
        write("segments", "u1 one 0.5 25.5", "u2 one 26 36");
        write("utt2spk", "u1 anna", "u2 bert");
        FolderCorpus whole = open("none", "none");

        FolderCorpus corpus = FolderCorpus.open(
                folder,
                Audio.input(RATE),
                new FolderSettings(
                        "kaldi", LabelColumns.NONE, "speaker=anna", Optional.empty(), 0, Duration.ofSeconds(10)));

        assertThat(corpus.recordings())
                .extracting(Recording::name)
                .containsExactly("one.wav/u1#1", "one.wav/u1#2", "one.wav/u1#3", "one.wav/u2");
        assertThat(corpus.recordings()).extracting(Recording::heldOut).containsExactly(true, true, true, false);
        int at = 8000;
        for (int piece = 0; piece < 3; piece++) {
            float[] samples = corpus.read(piece).samples();
            assertThat(samples).containsExactly(cut(whole, 0, at, at + samples.length));
            at += samples.length;
        }
        assertThat(at).isEqualTo(25 * RATE + 8000);
    }

    @Test
    void shouldRefuseTwoRecordingsOfOneName() throws Exception {
        noise("one.wav", RATE, 40 * RATE, 1);
        write("segments", "u1 one 0 20", "u1#2 one 20 25");
        write("utt2spk", "u1 anna", "u1#2 bert");
        var settings =
                new FolderSettings("kaldi", LabelColumns.NONE, "none", Optional.empty(), 0, Duration.ofSeconds(10));

        assertThatThrownBy(() -> FolderCorpus.open(folder, Audio.input(RATE), settings))
                .isInstanceOf(InvalidSourceException.class)
                .hasMessage("two recordings are called one.wav/u1#2; allowed: utterances that are not called as pieces"
                        + " of others");
    }

    @Test
    void shouldSkipByNameWhatIsNoStretchOfItsRecording() throws Exception {
        noise("one.wav", RATE, 2 * RATE, 1);
        write(
                "segments",
                "beyond one 1 2.51",
                "behind one 2 2.2",
                "rounded one 1 2.4",
                "short one 0.5 0.505",
                "sound one 0 1");
        write("utt2spk", "beyond a", "behind a", "rounded a", "short a", "sound a");

        FolderCorpus corpus = open("kaldi", "none");

        assertThat(corpus.recordings()).extracting(Recording::name).containsExactly("one.wav/rounded", "one.wav/sound");
        assertThat(corpus.recordings()).extracting(Recording::length).containsExactly(RATE, RATE);
        assertThat(corpus.listing().skipped())
                .isEqualTo(Map.of(
                        "one.wav/beyond", "is from 1.0 to 2.51 s of one.wav, which lasts 2.00 s",
                        "one.wav/behind", "is from 2.0 to 2.2 s of one.wav, which lasts 2.00 s",
                        "one.wav/short", "holds less than 10 ms of audio"));
    }

    @Test
    void shouldCountRecordingsThatAreNotHereAndThoseThatStayWhole() throws Exception {
        noise("one.wav", RATE, 2 * RATE, 1);
        noise("three.wav", RATE, 2 * RATE, 1);
        noise("two.wav", RATE, 2 * RATE, 1);
        write("segments", "u1 one 0 1", "u2 elsewhere 0 1", "u3 away 0 1");
        write("utt2spk", "u1 anna", "two bert", "u2 anna", "u3 anna");

        FolderCorpus corpus = open("kaldi", "none");

        assertThat(corpus.recordings())
                .extracting(Recording::name)
                .containsExactly("one.wav/u1", "three.wav", "two.wav");
        assertThat(corpus.recordings()).extracting(r -> r.label("speaker")).containsExactly(0, -1, 1);
        assertThat(corpus.listing().notes())
                .containsExactly(
                        "Of 3 recordings that segments names 2 are not here, the first: elsewhere",
                        "1 files are cut into 1 utterances; 2 have none and stay whole, the first: three.wav",
                        "1 of 3 have no labels, the first: three.wav");
    }

    @Test
    void shouldSkipAFileThatCannotBeReadOnceWithAllItsUtterances() throws Exception {
        noise("one.wav", RATE, 2 * RATE, 1);
        Files.writeString(folder.resolve("two.wav"), "no audio");
        write("segments", "u1 one 0 1", "u2 two 0 1", "u3 two 1 2");
        write("utt2spk", "u1 anna", "u2 anna", "u3 anna");

        FolderCorpus corpus = open("kaldi", "none");

        assertThat(corpus.recordings()).extracting(Recording::name).containsExactly("one.wav/u1");
        assertThat(corpus.listing().skipped()).containsOnlyKeys("two.wav");
    }

    @Test
    void shouldRefuseSegmentsWhenTheyNameNothingHereOrOneOfSeveral() throws Exception {
        noise("a/one.wav", RATE, 2 * RATE, 1);
        noise("b/one.wav", RATE, 2 * RATE, 1);
        write("utt2spk", "u1 anna");

        write("segments", "u1 r1 0 1");
        assertThatThrownBy(() -> open("kaldi", "none"))
                .isInstanceOf(InvalidSourceException.class)
                .hasMessageEndingWith(
                        "segments names no recording here, the first is r1; allowed: ids of wav.scp, or names of files");
        write("segments", "u1 one 0 1");
        assertThatThrownBy(() -> open("kaldi", "none"))
                .isInstanceOf(InvalidSourceException.class)
                .hasMessageEndingWith(
                        "segments names one, which a/one.wav and b/one.wav are; allowed: one file, as wav.scp may say");
    }

    @Test
    void shouldCutFrameLabelsOfTheRecordingAndTakeThoseOfTheUtterance() throws Exception {
        noise("one.wav", RATE, 2 * RATE, 1);
        write("segments", "u1 one 0.505 1", "u2 one 1 1.5");
        write("utt2spk", "u1 anna", "u2 bert");
        Path phones = folder.resolve("phones.ctm");

        Files.writeString(phones, "one 0.4 0.125 a\none 0.525 0.5 b\none 1.9 0.1 c\n");
        FolderCorpus byRecording = framed(phones);
        Files.writeString(phones, "u1 0 0.02 a\nu1 0.02 0.48 b\nu2 0 0.025 b\nu2 0.45 0.05 c\n");
        FolderCorpus byUtterance = framed(phones);

        int[] first = byRecording.read(0).frameLabels().get("phone");
        assertThat(first).hasSize(50).startsWith(0, 0, 1, 1).endsWith(1, 1);
        assertThat(byRecording.read(1).frameLabels().get("phone")).hasSize(50).startsWith(1, 1, -1, -1);
        assertThat(byRecording.hasFrameLabels(0)).isTrue();
        assertThat(byUtterance.read(0).frameLabels().get("phone")).containsExactly(first);
        assertThat(byUtterance.read(1).frameLabels().get("phone"))
                .startsWith(1, 1, -1)
                .endsWith(2, 2);
        Files.writeString(phones, "one 3.1 0.1 a\n");
        assertThatThrownBy(() -> framed(phones))
                .hasMessageContaining("say a of one.wav from 3.1 s, which lasts 2.00 s");
        Files.writeString(phones, "u1 1.6 0.1 a\n");
        assertThatThrownBy(() -> framed(phones))
                .hasMessageContaining("say a of one.wav/u1 from 1.6 s, which lasts 0.50 s");
    }

    @Test
    void shouldGiveAnotherHashWhenAnUtteranceIsCutElsewhere() throws Exception {
        noise("one.wav", RATE, 2 * RATE, 1);
        write("utt2spk", "u1 anna");
        write("segments", "u1 one 0.1 1.1");
        String first = open("kaldi", "none").listing().hash();
        write("segments", "u1 one 0.2 1.2");

        assertThat(open("kaldi", "none").listing().hash()).isNotEqualTo(first);
    }

    @Test
    void shouldSayThatHeldOutUtterancesShareAudioWithOthers() throws Exception {
        noise("one.wav", RATE, 5 * RATE, 1);
        write("segments", "u1 one 0 2", "u2 one 1.9 3", "u3 one 3 4", "u4 one 4 5", "u5 one 0 5");
        write("utt2spk", "u1 anna", "u2 bert", "u3 bert", "u4 anna", "u5 carl");

        assertThat(open("kaldi", "speaker=bert").listing().notes())
                .contains("2 of 2 held-out utterances share audio with some that are trained on, the first:"
                        + " one.wav/u2");
        write("segments", "u1 one 0 2", "u2 one 2 3", "u3 one 3 4", "u4 one 4 5");
        assertThat(open("kaldi", "speaker=bert").listing().notes())
                .containsExactly("1 files are cut into 4 utterances");
    }

    @Test
    void shouldWaitForAFileThatIsAwayWhenItsUtterancesAreRead() throws Exception {
        noise("one.wav", RATE, 2 * RATE, 1);
        write("segments", "u1 one 0 1");
        write("utt2spk", "u1 anna");
        FolderCorpus corpus = FolderCorpus.open(
                folder,
                Audio.input(RATE),
                new FolderSettings(
                        "kaldi", LabelColumns.NONE, "none", Optional.empty(), 0, FolderSettings.DEFAULT_LONGEST));
        Files.move(folder.resolve("one.wav"), folder.resolve("gone"));

        assertThatThrownBy(() -> corpus.read(0))
                .isInstanceOf(SourceUnavailableException.class)
                .hasMessageContaining("one.wav/u1 cannot be reached");
    }

    private FolderCorpus open(String labels, String heldOut) {
        return FolderCorpus.open(folder, Audio.input(RATE), settings(labels, heldOut));
    }

    private FolderCorpus framed(Path phones) {
        return FolderCorpus.open(
                folder, Audio.input(RATE), new FolderSettings("kaldi", "none", Optional.of("phone=" + phones)));
    }

    private static FolderSettings settings(String labels, String heldOut) {
        return new FolderSettings(labels, heldOut, Optional.empty());
    }

    private static float[] cut(FolderCorpus whole, int recording, int from, int to) throws Exception {
        return Arrays.copyOfRange(whole.read(recording).samples(), from, to);
    }

    /** A wav file of floats. */
    private float[] noise(String name, int rate, int length, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] samples = new float[length];
        for (int i = 0; i < length; i++) {
            samples[i] = random.nextFloat() - 0.5f;
        }
        Audio.wav(folder.resolve(name), rate, AudioFormat.Encoding.PCM_FLOAT, 32, samples);
        return samples;
    }

    private void write(String name, String... lines) throws IOException {
        Files.write(folder.resolve(name), List.of(lines));
    }
}
