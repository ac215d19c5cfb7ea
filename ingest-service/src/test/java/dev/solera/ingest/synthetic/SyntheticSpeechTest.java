package dev.solera.ingest.synthetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.solera.ingest.corpus.Clip;
import dev.solera.ingest.corpus.Recording;
import dev.solera.media.audio.Audio;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SyntheticSpeechTest {

    private static final long SEED = 3;
    private static final int LENGTH = 16000;
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

        assertThat(other.listing().hash()).isNotEqualTo(corpus.listing().hash());
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
        assertThat(corpus.labels().classes().get("phone")).containsExactlyElementsOf(names());
        // The first resonance of aa is at 730 Hz, that of iy and uw at 270 and 300 Hz.
        assertThat(meanUpperShare("aa")).isGreaterThan(1.5 * meanUpperShare("iy"));
        assertThat(meanUpperShare("aa")).isGreaterThan(1.5 * meanUpperShare("uw"));
    }

    @Test
    void shouldSpeakAtThePitchOfTheVoice() {
        double low = pulsesASecond(voice(100, 1));
        double high = pulsesASecond(voice(200, 1));

        assertThat(low).isCloseTo(100, within(20.0));
        assertThat(high).isCloseTo(200, within(40.0));
        assertThat(Voice.ALL.stream().map(Voice::pitch).distinct()).hasSize(Voice.COUNT);
    }

    @Test
    void shouldResonateHigherWhenTheVocalTractIsShorter() {
        float[] longTract = vowel(voice(100, 0.87));
        float[] shortTract = vowel(voice(100, 1.15));

        assertThat(differenceShare(shortTract)).isGreaterThan(1.1 * differenceShare(longTract));
        assertThat(Voice.ALL.stream().map(Voice::tract).distinct()).hasSize(Voice.COUNT);
    }

    @Test
    void shouldAddNoiseBetweenFiveAndTenDecibelsBelowTheVoice() {
        for (int seed = 0; seed < 20; seed++) {
            float[] first = Audio.tone(200, 16000, LENGTH);
            float[] second = Audio.tone(200, 16000, LENGTH);
            new Channel(16000, new SplittableRandom(seed)).apply(first);
            new Channel(16000, new SplittableRandom(seed)).apply(second);
            assertThat(second).isEqualTo(first);

            double tone = toneAmplitude(first, 200) / Math.sqrt(2);
            double all = Audio.rms(first, 0, LENGTH);
            double decibels = 20 * Math.log10(tone / Math.sqrt(all * all - tone * tone));
            assertThat(decibels).as("seed %d", seed).isBetween(4.5, 10.5);
        }
    }

    /** Over all frames of a phone in the first utterances. */
    private double meanUpperShare(String phone) {
        double sum = 0;
        int count = 0;
        for (int i = 0; i < 60; i++) {
            Clip clip = corpus.read(i);
            int[] frames = clip.frameLabels().get("phone");
            for (int f = 0; f < clip.samples().length / 160; f++) {
                if (frames[f] == indexOf(phone)) {
                    sum += upperShare(Arrays.copyOfRange(clip.samples(), f * 160, (f + 1) * 160));
                    count++;
                }
            }
        }
        assertThat(count).isGreaterThan(100);
        return sum / count;
    }

    /** Of the power around 300 Hz and around 700 Hz, the share of the latter. */
    private static double upperShare(float[] frame) {
        double lower = 0;
        double upper = 1e-12;
        for (int frequency = 200; frequency <= 400; frequency += 100) {
            lower += Math.pow(toneAmplitude(frame, frequency), 2);
            upper += Math.pow(toneAmplitude(frame, frequency + 400), 2);
        }
        return upper / (lower + upper);
    }

    private static Voice voice(double pitch, double tract) {
        return new Voice(pitch, tract, 0.6, 0.05, 1);
    }

    /** A second of "aa", without a channel. */
    private static float[] vowel(Voice voice) {
        Script script = new Script(List.of(indexOf("aa")), List.of(LENGTH));
        return new FormantSynthesizer(voice, 16000, new SplittableRandom(SEED)).say(script, LENGTH);
    }

    /** The frequency from 60 to 400 Hz at which the vowel repeats itself best, over short stretches as pitch moves. */
    private static double pulsesASecond(Voice voice) {
        float[] samples = vowel(voice);
        double sum = 0;
        int stretches = 0;
        for (int from = 1600; from + 1600 < LENGTH; from += 800) {
            int best = 40;
            for (int lag = 40; lag <= 266; lag++) {
                best = likeness(samples, from, lag) > 1.05 * likeness(samples, from, best) ? lag : best;
            }
            sum += 16000.0 / best;
            stretches++;
        }
        return sum / stretches;
    }

    private static double likeness(float[] samples, int from, int lag) {
        double product = 0;
        for (int i = from; i < from + 800; i++) {
            product += samples[i] * samples[i + lag];
        }
        return product;
    }

    /** Amplitude of one frequency, of which a whole number of periods is there. */
    private static double toneAmplitude(float[] samples, double frequency) {
        double sine = 0;
        double cosine = 0;
        for (int i = 0; i < samples.length; i++) {
            sine += samples[i] * Math.sin(2 * Math.PI * frequency * i / 16000);
            cosine += samples[i] * Math.cos(2 * Math.PI * frequency * i / 16000);
        }
        return 2 * Math.hypot(sine, cosine) / samples.length;
    }

    /** Power of the first difference against the power: small where energy is low in frequency. */
    private static double differenceShare(float[] samples) {
        double power = 1e-12;
        double difference = 0;
        for (int i = 1; i < samples.length; i++) {
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
