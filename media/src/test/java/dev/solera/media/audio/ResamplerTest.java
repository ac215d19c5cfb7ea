package dev.solera.media.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResamplerTest {

    @ParameterizedTest
    @CsvSource({
        "44100,16000",
        "48000,16000",
        "22050,16000",
        "16000,8000",
        "8000,16000",
        "11025,16000",
        "96000,8000",
        "16001,16000"
    })
    void shouldKeepTonesAsTheyAreUpToNineTenthsOfNyquist(int from, int to) throws Exception {
        double nyquist = Math.min(from, to) / 2.0;
        for (double share : new double[] {0.05, 0.3, 0.6, 0.8, 0.9}) {
            float[] converted = resample(new Tone(share * nyquist, from, from / 2), to);

            float[] expected = Audio.tone(share * nyquist, to, to / 2);
            assertThat(20 * Math.log10(loudness(converted) / loudness(expected)))
                    .as("%d to %d Hz, tone at %.2f of Nyquist, dB", from, to, share)
                    .isCloseTo(0, within(0.1));
            assertThat(error(converted, expected))
                    .as("%d to %d Hz, tone at %.2f of Nyquist, in its place", from, to, share)
                    .isLessThan(0.001);
        }
    }

    @ParameterizedTest
    @CsvSource({"44100,16000", "48000,16000", "22050,16000", "16000,8000", "96000,8000", "384000,16000", "192001,16000"
    })
    void shouldRemoveTonesWhenAboveTheNewNyquistFrequency(int from, int to) throws Exception {
        for (double share : new double[] {1.001, 1.02, 1.1, 1.3, 1.9, 2.02, 3.7, 5.9, 11.8}) {
            if (share * to < from) {
                float[] converted = resample(new Tone(share * to / 2, from, from / 2), to);

                assertThat(20 * Math.log10(loudness(converted) * Math.sqrt(2) / 0.5))
                        .as("%d to %d Hz, tone at %.3f of Nyquist, dB", from, to, share)
                        .isLessThan(-90);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"44100,16000,44101,16001", "8000,16000,4001,8002", "16000,8000,3,2", "16000,16000,77,77"})
    void shouldRoundLengthUpWhenResampled(int from, int to, int length, int expected) throws Exception {
        assertThat(resample(new Tone(100, from, length), to)).hasSize(expected);
        assertThat(Resampler.length(length, from, to)).isEqualTo(expected);
    }

    @Test
    void shouldLeaveSamplesAsTheyAreWhenRatesAreEqual() throws Exception {
        assertThat(error(resample(new Tone(440, 16000, 40_000), 16000), Audio.tone(440, 16000, 40_000)))
                .isLessThan(1e-6);
    }

    @ParameterizedTest
    @CsvSource({"44100,16000", "8000,16000", "16000,16000", "767999,16000"})
    void shouldGiveTheSameWhenOnlyAStretchIsRead(int from, int to) throws Exception {
        Tone tone = new Tone(1000, from, from * 2L);
        float[] whole = resample(tone, to);

        for (int at : new int[] {0, 1, 777, whole.length / 2, whole.length - 500}) {
            try (Channels recording = Channels.mixed(tone.open())) {
                assertThat(Resampler.read(recording, to, at, 500))
                        .as("from sample %d", at)
                        .containsExactly(Arrays.copyOfRange(whole, at, at + 500));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"44100", "44056"})
    void shouldStayInPlaceWhenHoursAreResampled(int from) throws Exception {
        int begin = 9 * 3600 * 16000;
        try (Channels recording = Channels.mixed(new Tone(1000, from, 10L * 3600 * from).open())) {
            float[] read = Resampler.read(recording, 16000, begin, 1600);

            float[] expected = Audio.tone(1000, 16000, 1600);
            assertThat(error(read, expected)).isLessThan(0.001);
        }
    }

    /** A recording of a sine of amplitude 0.5 that is made up while it is read. */
    private record Tone(double frequency, int sampleRate, long frames) {

        AudioStream open() {
            return new AudioStream() {
                private long next;

                @Override
                public AudioInfo info() {
                    return new AudioInfo(sampleRate, 1, frames);
                }

                @Override
                public void seek(long frame) {
                    next = frame;
                }

                @Override
                public int read(float[] interleaved) {
                    int count = (int) Math.min(interleaved.length, frames - next);
                    for (int i = 0; i < count; i++) {
                        double turns = frequency * (next + i) / sampleRate % 1;
                        interleaved[i] = (float) (0.5 * Math.sin(2 * Math.PI * turns));
                    }
                    next += count;
                    return count;
                }

                @Override
                public void close() {
                    // Nothing is open.
                }
            };
        }
    }

    private static float[] resample(Tone tone, int rate) throws Exception {
        try (Channels recording = Channels.mixed(tone.open())) {
            return Resampler.read(recording, rate, 0, (int) recording.info().lengthAt(rate));
        }
    }

    private static double loudness(float[] samples) {
        return Audio.rms(samples, samples.length / 4, 3 * samples.length / 4);
    }

    /** Largest difference over the middle half, relative to the amplitude. */
    private static double error(float[] actual, float[] expected) {
        double worst = 0;
        for (int i = expected.length / 4; i < 3 * expected.length / 4; i++) {
            worst = Math.max(worst, Math.abs(actual[i] - expected[i]) / 0.5);
        }
        return worst;
    }
}
