package dev.solera.ingest.synthetic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.ingest.Audio;
import dev.solera.ingest.corpus.Clip;
import dev.solera.ingest.corpus.Recording;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SyntheticSpeechTest {

    private static final long SEED = 3;
    private final SyntheticSpeech corpus = new SyntheticSpeech(SEED, 16000);

    @Test
    void shouldSayTheSameWhenReadAgainInAnyOrder() {
        Clip first = corpus.read(17);
        corpus.read(3);

        Clip again = new SyntheticSpeech(SEED, 16000).read(17);

        assertThat(again.samples()).isEqualTo(first.samples());
        assertThat(again.frameLabels().get("phone"))
                .isEqualTo(first.frameLabels().get("phone"));
    }

    @Test
    void shouldSayAndListSomethingElseWhenTheSeedIsAnother() {
        SyntheticSpeech other = new SyntheticSpeech(SEED + 1, 16000);

        assertThat(other.listingHash()).isNotEqualTo(corpus.listingHash());
        assertThat(other.read(17).samples()).isNotEqualTo(corpus.read(17).samples());
    }

    @Test
    void shouldHaveEnoughSpeakersPhonesAndUtterances() {
        assertThat(corpus.labels().classes().get("speaker")).hasSizeGreaterThanOrEqualTo(8);
        assertThat(corpus.labels().classes().get("phone")).hasSizeGreaterThanOrEqualTo(10);
        assertThat(corpus.labels().frameLabels()).containsExactly("phone");
        assertThat(corpus.recordings()).filteredOn(Recording::heldOut).hasSizeGreaterThanOrEqualTo(100);
        assertThat(corpus.recordings())
                .filteredOn(recording -> !recording.heldOut())
                .hasSizeGreaterThanOrEqualTo(300);
        for (boolean heldOut : new boolean[] {false, true}) {
            assertThat(corpus.recordings().stream()
                            .filter(recording -> recording.heldOut() == heldOut)
                            .map(recording -> recording.label("speaker"))
                            .distinct())
                    .hasSize(Voice.COUNT);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {8000, 16000, 44100})
    void shouldBeSoundAtAnyRate(int sampleRate) {
        SyntheticSpeech speech = new SyntheticSpeech(SEED, sampleRate);
        for (int i = 0; i < 20; i++) {
            Recording recording = speech.recordings().get(i);
            float[] samples = speech.read(i).samples();

            assertThat(samples).hasSize(recording.length()).doesNotContain(Float.NaN);
            assertThat(recording.length()).isBetween((int) (1.3 * sampleRate), 3 * sampleRate);
            assertThat(Audio.rms(samples, 0, samples.length))
                    .as("seed %d, utterance %d", SEED, i)
                    .isBetween(0.01, 0.5);
        }
    }

    @Test
    void shouldUseEveryPhoneForPlausibleTimes() {
        Set<Integer> seen = new HashSet<>();
        for (int i = 0; i < 60; i++) {
            Recording recording = corpus.recordings().get(i);
            int[] frames = corpus.read(i).frameLabels().get("phone");
            assertThat(frames).hasSize((recording.length() + 159) / 160);
            int run = 1;
            for (int f = 1; f < frames.length; f++) {
                seen.add(frames[f]);
                if (frames[f] == frames[f - 1]) {
                    run++;
                    assertThat(run).isLessThanOrEqualTo(21);
                } else {
                    assertThat(run).isGreaterThanOrEqualTo(4);
                    run = 1;
                }
            }
        }
        assertThat(seen).hasSize(Phone.ALL.size());
    }

    @Test
    void shouldPlaceVowelsByTheirFirstResonance() {
        int open = indexOf("aa");
        int close = indexOf("iy");

        double[] lowShare = new double[2];
        for (int i = 0; i < 60; i++) {
            Clip clip = corpus.read(i);
            int[] frames = clip.frameLabels().get("phone");
            for (int f = 0; f < clip.samples().length / 160; f++) {
                if (frames[f] == open || frames[f] == close) {
                    lowShare[frames[f] == open ? 0 : 1] += differenceShare(clip.samples(), f * 160);
                }
            }
        }

        assertThat(corpus.labels().classes().get("phone")).containsExactlyElementsOf(names());
        assertThat(lowShare[0]).isNotCloseTo(lowShare[1], org.assertj.core.data.Percentage.withPercentage(10));
    }

    /** Power of the first difference against the power: small where energy is low in frequency. */
    private static double differenceShare(float[] samples, int from) {
        double power = 1e-12;
        double difference = 0;
        for (int i = from + 1; i < from + 160; i++) {
            power += samples[i] * samples[i];
            difference += (samples[i] - samples[i - 1]) * (samples[i] - samples[i - 1]);
        }
        return difference / power;
    }

    private static int indexOf(String phone) {
        return names().indexOf(phone);
    }

    private static List<String> names() {
        return Phone.ALL.stream().map(Phone::name).toList();
    }
}
