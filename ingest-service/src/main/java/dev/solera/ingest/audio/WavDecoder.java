package dev.solera.ingest.audio;

import dev.solera.ingest.corpus.UnreadableRecordingException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.UnsupportedAudioFileException;

/** RIFF wave files as the platform's own reader takes them: 8 to 32 bit PCM, 32 and 64 bit float. */
final class WavDecoder implements AudioDecoder {

    private static final int FRAMES_AT_ONCE = 4096;

    @Override
    public AudioInfo probe(Path file) throws UnreadableRecordingException {
        requireWave(file);
        try (InputStream in = open(file)) {
            AudioFileFormat header = AudioSystem.getAudioFileFormat(in);
            return info(header.getFormat(), header.getFrameLength(), file);
        } catch (UnsupportedAudioFileException | IOException | RuntimeException e) {
            throw AudioDecoder.unreadable("wav", e);
        }
    }

    @Override
    public Mono decode(Path file) throws UnreadableRecordingException {
        requireWave(file);
        try (AudioInputStream stored = AudioSystem.getAudioInputStream(open(file))) {
            AudioInfo info = info(stored.getFormat(), stored.getFrameLength(), file);
            float[] mono = new float[(int) info.frames()];
            int decoded = mixDown(floats(stored), info.channels(), mono);
            if (decoded != mono.length) {
                throw new UnreadableRecordingException(
                        "is cut off: its header promises %d samples, it has %d".formatted(mono.length, decoded));
            }
            return new Mono(info.sampleRate(), mono);
        } catch (UnsupportedAudioFileException | IOException | RuntimeException e) {
            throw AudioDecoder.unreadable("wav", e);
        }
    }

    /** By its path and not as a {@code File}, whose name is text and so cannot be every file's in every locale. */
    private static InputStream open(Path file) throws IOException {
        return new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    }

    /** The platform would take other files too under this name, and even play the notes of a MIDI file. */
    private static void requireWave(Path file) throws UnreadableRecordingException {
        try (InputStream in = Files.newInputStream(file)) {
            String beginning = new String(in.readNBytes(12), StandardCharsets.ISO_8859_1);
            if (!beginning.matches("(?s)RIFF.{4}WAVE")) {
                throw new UnreadableRecordingException("cannot be read as wav: it does not begin with RIFF and WAVE");
            }
        } catch (IOException e) {
            throw AudioDecoder.unreadable("wav", e);
        }
    }

    private static AudioInfo info(AudioFormat format, long frames, Path file)
            throws UnreadableRecordingException, IOException {
        long promised = frames * format.getFrameSize();
        if (promised > Files.size(file)) {
            throw new UnreadableRecordingException("is cut off: its header promises %d bytes of audio, it has %d"
                    .formatted(promised, Files.size(file)));
        }
        return new AudioInfo(Math.round(format.getSampleRate()), format.getChannels(), Math.max(0, frames)).checked();
    }

    private static AudioInputStream floats(AudioInputStream stored) {
        AudioFormat from = stored.getFormat();
        AudioFormat to = new AudioFormat(
                AudioFormat.Encoding.PCM_FLOAT,
                from.getSampleRate(),
                Float.SIZE,
                from.getChannels(),
                Float.BYTES * from.getChannels(),
                from.getSampleRate(),
                false);
        return AudioSystem.getAudioInputStream(to, stored);
    }

    /** Fills {@code mono}; returns how many samples there were. */
    private static int mixDown(AudioInputStream in, int channels, float[] mono) throws IOException {
        int frameBytes = Float.BYTES * channels;
        int framesAtOnce = Math.min(FRAMES_AT_ONCE, mono.length);
        byte[] bytes = new byte[framesAtOnce * frameBytes];
        int done = 0;
        while (done < mono.length) {
            int wanted = Math.min(framesAtOnce, mono.length - done) * frameBytes;
            int frames = in.readNBytes(bytes, 0, wanted) / frameBytes;
            ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
            for (int frame = 0; frame < frames; frame++) {
                float sum = 0;
                for (int channel = 0; channel < channels; channel++) {
                    sum += buffer.getFloat();
                }
                mono[done++] = sum / channels;
            }
            if (frames * frameBytes < wanted) {
                return done;
            }
        }
        return done;
    }
}
