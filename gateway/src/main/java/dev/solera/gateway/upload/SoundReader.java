package dev.solera.gateway.upload;

import dev.solera.gateway.model.Recordings;
import dev.solera.media.UnreadableRecordingException;
import dev.solera.media.audio.AudioFile;
import dev.solera.media.audio.Channels;
import dev.solera.media.audio.Finite;
import dev.solera.media.audio.Resampler;
import dev.solera.pipeline.AudioInput;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** Sound in the windows that the evaluation pass of a run cuts recordings into, a few of which are in memory at a time. */
final class SoundReader implements MediumReader {

    private static final int AT_ONCE = 8;

    private final AudioInput input;
    private final UploadProperties properties;

    SoundReader(AudioInput input, UploadProperties properties) {
        this.input = input;
        this.properties = properties;
    }

    @Override
    public void read(Path file, Consumer<Recordings> recordings) throws IOException, UnreadableRecordingException {
        try (Channels sound = Channels.of(AudioFile.open(file), input.channels())) {
            long length = sound.info().lengthAt(input.sampleRate());
            if (length > properties.longest().toSeconds() * input.sampleRate()) {
                throw UploadRefusedException.tooLarge(
                        "the file",
                        "%d s of sound".formatted(length / input.sampleRate()),
                        "%s, by %slongest".formatted(properties.longest(), UploadProperties.PREFIX));
            }
            int windows = Math.toIntExact(input.windows(length));
            for (int first = 0; first < windows; first += AT_ONCE) {
                recordings.accept(windows(sound, length, first, Math.min(AT_ONCE, windows - first)));
            }
        }
    }

    private Recordings windows(Channels sound, long length, int first, int count)
            throws IOException, UnreadableRecordingException {
        int window = input.window();
        int channels = input.channels();
        float[] values = new float[Math.multiplyExact(count * channels, window)];
        long[] lengths = new long[count];
        for (int i = 0; i < count; i++) {
            long from = (long) (first + i) * window;
            int real = (int) Math.min(window, length - from);
            float[] samples = Resampler.read(sound, input.sampleRate(), from, real);
            Finite.require(samples);
            for (int c = 0; c < channels; c++) {
                System.arraycopy(samples, c * real, values, (i * channels + c) * window, real);
            }
            lengths[i] = real;
        }
        return new Recordings(List.of((long) channels, (long) window), values, lengths);
    }
}
