package dev.solera.ingest.folder;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.solera.ingest.audio.AudioDecoder;
import dev.solera.ingest.audio.Resampler;
import dev.solera.ingest.corpus.UnreadableRecordingException;
import java.nio.file.Path;
import java.util.Map;

/** Decodes and resamples the files of one folder, and keeps what was used last in memory up to a bound. */
final class ClipReader {

    private final Map<String, Path> files;
    private final int sampleRate;
    private final Cache<String, float[]> cache;

    /**
     * @param files by relative path
     * @param sampleRate Hz, of what is read
     */
    ClipReader(Map<String, Path> files, int sampleRate, long cacheBytes) {
        this.files = files;
        this.sampleRate = sampleRate;
        this.cache = Caffeine.newBuilder()
                .maximumWeight(cacheBytes / Float.BYTES)
                .weigher((String name, float[] samples) -> samples.length)
                .build();
    }

    /** The file's own rate, Hz. */
    int sampleRate(String name) throws UnreadableRecordingException {
        return decoder(name).probe(files.get(name)).sampleRate();
    }

    /** Samples at this reader's rate that the file's header promises. */
    int length(String name) throws UnreadableRecordingException {
        return decoder(name).probe(files.get(name)).lengthAt(sampleRate);
    }

    /**
     * @param name relative path
     * @return shared, not to be written to
     */
    float[] read(String name) throws UnreadableRecordingException {
        float[] known = cache.getIfPresent(name);
        if (known != null) {
            return known;
        }
        AudioDecoder.Mono decoded = decoder(name).decode(files.get(name));
        float[] samples = Resampler.resample(decoded.samples(), decoded.sampleRate(), sampleRate);
        for (float sample : samples) {
            if (!Float.isFinite(sample)) {
                throw new UnreadableRecordingException("holds values that are no numbers");
            }
        }
        cache.put(name, samples);
        return samples;
    }

    private static AudioDecoder decoder(String name) {
        return AudioDecoder.forName(name)
                .orElseThrow(() -> new IllegalArgumentException("recording is %s; allowed: wav, flac".formatted(name)));
    }
}
