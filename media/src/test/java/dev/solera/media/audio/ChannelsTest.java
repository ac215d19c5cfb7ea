package dev.solera.media.audio;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChannelsTest {

    /** Channels in memory, of which every frame that is read is counted. */
    private static final class Tones implements AudioStream {

        private final int rate;
        private final float[][] channels;
        private int next;
        private long read;

        Tones(int rate, float[]... channels) {
            this.rate = rate;
            this.channels = channels;
        }

        @Override
        public AudioInfo info() {
            return new AudioInfo(rate, channels.length, channels[0].length);
        }

        @Override
        public void seek(long frame) {
            next = (int) frame;
        }

        @Override
        public int read(float[] interleaved) {
            int frames = Math.min(interleaved.length / channels.length, channels[0].length - next);
            for (int i = 0; i < frames; i++) {
                for (int c = 0; c < channels.length; c++) {
                    interleaved[i * channels.length + c] = channels[c][next + i];
                }
            }
            next += frames;
            read += frames;
            return frames;
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }

    @ParameterizedTest
    @CsvSource({"16000, 16000", "44100, 16000", "8000, 16000", "767999, 16000"})
    void shouldReadEachChannelAsIfItWereAloneAndAllInOnePass(int from, int to) throws Exception {
        // given
        int length = 2 * from;
        Tones tones = new Tones(from, Audio.tone(440, from, length), Audio.tone(700, from, length));
        int result = (int) Resampler.length(length, from, to);

        // when
        float[] both = Resampler.read(Channels.all(tones), to, 0, result);

        // then
        assertThat(tones.read).isEqualTo(length);
        assertThat(both).hasSize(2 * result);
        for (int c = 0; c < 2; c++) {
            Tones alone = new Tones(from, tones.channels[c]);
            assertThat(Arrays.copyOfRange(both, c * result, (c + 1) * result))
                    .as("channel %d", c)
                    .containsExactly(Resampler.read(Channels.mixed(alone), to, 0, result));
        }
    }

    @ParameterizedTest
    @CsvSource({"16000, 16000", "44100, 16000"})
    void shouldMixToTheMeanOfAll(int from, int to) throws Exception {
        float[] tone = Audio.tone(440, from, from);
        float[] silence = new float[from];
        float[] half = new float[from];
        for (int i = 0; i < from; i++) {
            half[i] = tone[i] / 2;
        }

        assertThat(Resampler.read(Channels.mixed(new Tones(from, tone, silence)), to, 0, to))
                .containsExactly(Resampler.read(Channels.mixed(new Tones(from, half)), to, 0, to));
    }
}
