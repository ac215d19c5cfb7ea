package dev.solera.media.audio;

import dev.solera.pipeline.AudioInput;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import org.junit.jupiter.api.Assumptions;

/** Audio for tests: tones, wav files of every form, the FLAC files among the test's resources, the shared data. */
public final class Audio {

    private Audio() {}

    /** {@code length} samples of a sine of amplitude 0.5. */
    public static float[] tone(double frequency, int sampleRate, int length) {
        float[] samples = new float[length];
        for (int i = 0; i < length; i++) {
            samples[i] = (float) (0.5 * Math.sin(2 * Math.PI * frequency * i / sampleRate));
        }
        return samples;
    }

    /** An input of one channel at a rate. */
    public static AudioInput input(int sampleRate) {
        return new AudioInput(sampleRate, 20480, 1, null, null);
    }

    /** Writes 16 bit PCM of one channel. */
    public static Path wav(Path file, int sampleRate, float[] samples) {
        return wav(file, sampleRate, AudioFormat.Encoding.PCM_SIGNED, 16, samples);
    }

    /** Writes channels of equal length; 8 bit is unsigned, as in every wav file. */
    public static Path wav(Path file, int sampleRate, AudioFormat.Encoding encoding, int bits, float[]... channels) {
        int bytes = bits / 8;
        int frames = channels[0].length;
        ByteBuffer data = ByteBuffer.allocate(frames * bytes * channels.length).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < frames; i++) {
            for (float[] channel : channels) {
                put(data, encoding, bits, channel[i]);
            }
        }
        int frameBytes = bytes * channels.length;
        var format = new AudioFormat(encoding, sampleRate, bits, channels.length, frameBytes, sampleRate, false);
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            AudioSystem.write(
                    new AudioInputStream(new ByteArrayInputStream(data.array()), format, frames),
                    AudioFileFormat.Type.WAVE,
                    file.toFile());
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void put(ByteBuffer data, AudioFormat.Encoding encoding, int bits, float value) {
        if (encoding.equals(AudioFormat.Encoding.PCM_FLOAT)) {
            if (bits == 64) {
                data.putDouble(value);
            } else {
                data.putFloat(value);
            }
        } else if (bits == 8) {
            data.put((byte) (128 + Math.round(value * 127)));
        } else {
            long number = Math.round(value * (Math.scalb(1.0, bits - 1) - 1));
            for (int shift = 0; shift < bits; shift += 8) {
                data.put((byte) (number >> shift));
            }
        }
    }

    /** Copies an audio file of the test's resources. */
    public static Path flac(String resource, Path file) {
        try (InputStream in = Audio.class.getResourceAsStream("/audio/" + resource)) {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.copy(in, file);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Root-mean-square of a stretch. */
    public static double rms(float[] samples, int from, int to) {
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += (double) samples[i] * samples[i];
        }
        return Math.sqrt(sum / (to - from));
    }

    /**
     * A folder of public recordings, in the folder that {@code -Dsolera.recordings=DIR} says or in the shared data beside the
     * repository; where there is none, the test is skipped and says so.
     */
    public static Path shared(String name) {
        Path given = Path.of(System.getProperty("solera.recordings", ""), name);
        return Files.isDirectory(given) ? given : beside("shared/data/" + name);
    }

    /** The same of the shared cases. */
    public static Path cases(String name) {
        return beside("shared/cases/" + name);
    }

    private static Path beside(String name) {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path folder = at.resolve(name);
            if (Files.isDirectory(folder)) {
                return folder;
            }
        }
        return Assumptions.abort("skipped: no folder " + name + " beside the repository");
    }
}
