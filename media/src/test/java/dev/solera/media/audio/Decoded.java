package dev.solera.media.audio;

import dev.solera.media.UnreadableRecordingException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * All that a file holds, read to its end.
 *
 * @param samples channels interleaved
 */
record Decoded(AudioInfo info, float[] samples) {

    static Decoded of(Path file) throws IOException, UnreadableRecordingException {
        try (AudioStream stream = AudioFile.open(file)) {
            return new Decoded(stream.info(), rest(stream));
        }
    }

    /** From where the stream is to its end. */
    static float[] rest(AudioStream stream) throws IOException, UnreadableRecordingException {
        int channels = stream.info().channels();
        float[] block = new float[1000 * channels];
        float[] all = new float[Math.toIntExact(stream.info().frames() * channels)];
        int done = 0;
        for (int frames = stream.read(block); frames > 0; frames = stream.read(block)) {
            System.arraycopy(block, 0, all, done, frames * channels);
            done += frames * channels;
        }
        return Arrays.copyOf(all, done);
    }

    /** One channel alone. */
    float[] channel(int number) {
        float[] channel = new float[samples.length / info.channels()];
        for (int i = 0; i < channel.length; i++) {
            channel[i] = samples[i * info.channels() + number];
        }
        return channel;
    }

    double rms() {
        double sum = 0;
        for (float sample : samples) {
            sum += (double) sample * sample;
        }
        return Math.sqrt(sum / samples.length);
    }
}
