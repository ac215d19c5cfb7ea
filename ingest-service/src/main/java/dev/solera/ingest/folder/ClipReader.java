package dev.solera.ingest.folder;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.solera.ingest.audio.AudioFile;
import dev.solera.ingest.audio.AudioInfo;
import dev.solera.ingest.audio.AudioStream;
import dev.solera.ingest.audio.Mono;
import dev.solera.ingest.audio.Resampler;
import dev.solera.ingest.corpus.UnreadableRecordingException;
import dev.solera.ingest.label.Candidate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Decodes and resamples the files of one folder, and keeps what was used last in memory up to a bound. */
final class ClipReader {

    /** What a setting that was made for a larger heap may take of this one at most: one in so many bytes. */
    private static final int SHARE_OF_HEAP = 4;

    private final Map<String, Path> files;
    private final int sampleRate;
    private final int channels;
    private final int longest;
    private final Cache<String, float[]> cache;

    /**
     * @param files by relative path
     * @param sampleRate Hz, of what is read
     * @param channels 1, to which files are mixed down, or as many as every file has to have
     */
    ClipReader(Map<String, Path> files, int sampleRate, int channels, FolderSettings settings) {
        this.files = files;
        this.sampleRate = sampleRate;
        this.channels = channels;
        this.longest = Math.toIntExact(settings.longest().toSeconds() * sampleRate);
        this.cache = Caffeine.newBuilder()
                .maximumWeight(
                        Math.min(settings.cacheBytes(), Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP) / Float.BYTES)
                .weigher((String name, float[] samples) -> samples.length)
                // At once, so that no more is held than the bound says.
                .executor(Runnable::run)
                .build();
    }

    /** The file's own rate, Hz. */
    int sampleRate(String name) throws UnreadableRecordingException {
        return info(name).sampleRate();
    }

    /** Samples at this reader's rate that the file says it has. */
    long length(String name) throws UnreadableRecordingException {
        return info(name).lengthAt(sampleRate);
    }

    private AudioInfo info(String name) throws UnreadableRecordingException {
        try (AudioStream stream = AudioFile.open(files.get(name))) {
            AudioInfo info = stream.info();
            if (channels > 1 && info.channels() != channels) {
                throw new UnreadableRecordingException(
                        "has %d channels; allowed: %d, as input.channels says".formatted(info.channels(), channels));
            }
            return info;
        } catch (IOException e) {
            throw new UnreadableRecordingException("cannot be read: " + e, e);
        }
    }

    /** The recordings that are made of a file; pieces begin where a 10 ms frame does. */
    List<Stretch> stretches(Candidate candidate) {
        return Stretch.of(candidate, longest, sampleRate / 100);
    }

    /** Bytes that the decoded samples of a file take. */
    long bytes(Candidate candidate) {
        return candidate.length() * channels * Float.BYTES;
    }

    int channels() {
        return channels;
    }

    /** @return {@code [channels, length]}; shared, not to be written to */
    float[] read(Stretch stretch) throws UnreadableRecordingException {
        float[] known = cache.getIfPresent(stretch.name());
        if (known != null) {
            return known;
        }
        float[] samples = decode(stretch);
        for (float sample : samples) {
            if (!Float.isFinite(sample)) {
                throw new UnreadableRecordingException("holds values that are no numbers");
            }
        }
        cache.put(stretch.name(), samples);
        return samples;
    }

    private float[] decode(Stretch stretch) throws UnreadableRecordingException {
        if (channels == 1) {
            return decode(stretch, Mono::ofAll);
        }
        float[] samples = new float[Math.multiplyExact(channels, stretch.length())];
        for (int c = 0; c < channels; c++) {
            int channel = c;
            float[] one = decode(stretch, stream -> Mono.of(stream, channel));
            System.arraycopy(one, 0, samples, c * one.length, one.length);
        }
        return samples;
    }

    private float[] decode(Stretch stretch, Function<AudioStream, Mono> view) throws UnreadableRecordingException {
        Candidate candidate = stretch.candidate();
        try (Mono recording = view.apply(AudioFile.open(files.get(candidate.name())))) {
            long length = recording.info().lengthAt(sampleRate);
            if (length != candidate.length()) {
                throw new UnreadableRecordingException(
                        "has %d samples, it was listed with %d".formatted(length, candidate.length()));
            }
            return Resampler.read(recording, sampleRate, stretch.from(), stretch.length());
        } catch (IOException e) {
            throw new UnreadableRecordingException("cannot be read: " + e, e);
        }
    }
}
