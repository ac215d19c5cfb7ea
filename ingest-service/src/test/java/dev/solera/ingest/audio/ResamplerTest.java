package dev.solera.ingest.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.github.psambit9791.jdsp.signal.Resample;
import dev.solera.ingest.Audio;
import java.math.BigInteger;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResamplerTest {

    @ParameterizedTest
    @CsvSource({"44100,16000", "48000,16000", "22050,16000", "16000,8000", "8000,16000", "11025,16000", "96000,8000"})
    void shouldKeepTonesInPlaceWhenBelowTheNyquistFrequency(int from, int to) {
        double nyquist = Math.min(from, to) / 2.0;
        for (double share = 0.05; share <= 0.75; share += 0.1) {
            float[] converted = Resampler.resample(Audio.tone(share * nyquist, from, from / 2), from, to);

            float[] expected = Audio.tone(share * nyquist, to, to / 2);
            assertThat(error(converted, expected))
                    .as("%d to %d Hz, tone at %.2f of Nyquist", from, to, share)
                    .isLessThan(0.005);
        }
    }

    @ParameterizedTest
    @CsvSource({"44100,16000", "48000,16000", "22050,16000", "16000,8000", "96000,8000"})
    void shouldRemoveTonesWhenAboveTheNewNyquistFrequency(int from, int to) {
        for (double frequency = 0.6 * to; frequency < from / 2.0; frequency += from / 40.0) {
            float[] converted = Resampler.resample(Audio.tone(frequency, from, from / 2), from, to);

            double left = Audio.rms(converted, converted.length / 4, 3 * converted.length / 4) * Math.sqrt(2) / 0.5;
            assertThat(20 * Math.log10(left))
                    .as("%d to %d Hz, tone at %.0f Hz, dB", from, to, frequency)
                    .isLessThan(-40);
        }
    }

    @ParameterizedTest
    @CsvSource({"44100,16000,44101,16001", "8000,16000,4001,8002", "16000,8000,3,2", "16000,16000,77,77"})
    void shouldRoundLengthUpWhenResampled(int from, int to, int length, int expected) {
        assertThat(Resampler.resample(new float[length], from, to)).hasSize(expected);
        assertThat(Resampler.length(length, from, to)).isEqualTo(expected);
    }

    @Test
    void shouldReturnTheSameArrayWhenRatesAreEqual() {
        float[] samples = {1, 2, 3};

        assertThat(Resampler.resample(samples, 8000, 8000)).isSameAs(samples);
    }

    @ParameterizedTest
    @CsvSource({"44100,16000", "48000,16000", "22050,16000", "16000,8000", "8000,16000", "11025,16000", "16001,16000"})
    void shouldGiveWhatTheLibraryGivesWhenShortEnoughForIt(int from, int to) {
        int divisor = BigInteger.valueOf(from).gcd(BigInteger.valueOf(to)).intValue();
        float[] noise = new float[from / 3];
        double[] wide = new double[noise.length];
        SplittableRandom random = new SplittableRandom(11);
        for (int i = 0; i < noise.length; i++) {
            noise[i] = (float) (2 * random.nextDouble() - 1);
            wide[i] = noise[i];
        }

        float[] converted = Resampler.resample(noise, from, to);

        double[] expected = new Resample(to / divisor, from / divisor, "constant").resampleSignal(wide);
        assertThat(converted).hasSize(expected.length);
        for (int i = 0; i < expected.length; i++) {
            assertThat((double) converted[i]).as("sample %d, seed 11", i).isCloseTo(expected[i], within(1e-6));
        }
    }

    /** Lengths times {@code to / gcd} are beyond an int: five minutes, a quarter of an hour, rates without common divisor. */
    @ParameterizedTest
    @CsvSource({"44100,16000,310", "22050,16000,310", "22050,16000,900", "88201,16000,3"})
    void shouldKeepATonePlacedToTheEndWhenLong(int from, int to, int seconds) {
        float[] converted = Resampler.resample(Audio.tone(1000, from, from * seconds), from, to);

        float[] expected = Audio.tone(1000, to, to * seconds);
        assertThat(converted).hasSameSizeAs(expected);
        double worst = 0;
        for (int i = to / 100; i < expected.length - to / 100; i++) {
            worst = Math.max(worst, Math.abs(converted[i] - expected[i]));
        }
        assertThat(worst).isLessThan(1e-3);
    }

    /** Root-mean-square difference over the middle, relative to a tone of amplitude 0.5. */
    private static double error(float[] actual, float[] expected) {
        int length = Math.min(actual.length, expected.length);
        float[] difference = new float[length];
        for (int i = 0; i < length; i++) {
            difference[i] = actual[i] - expected[i];
        }
        return Audio.rms(difference, length / 4, 3 * length / 4) * Math.sqrt(2) / 0.5;
    }
}
