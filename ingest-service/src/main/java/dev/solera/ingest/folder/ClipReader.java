package dev.solera.ingest.folder;

import dev.solera.ingest.corpus.Clip;
import dev.solera.ingest.label.Candidate;
import dev.solera.ingest.label.Extent;
import dev.solera.media.UnreadableRecordingException;
import dev.solera.media.audio.AudioFile;
import dev.solera.media.audio.AudioInfo;
import dev.solera.media.audio.Channels;
import dev.solera.media.audio.Resampler;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Decodes and resamples the files of one folder, and keeps what was used last in memory up to a bound. */
final class ClipReader {

    private final Map<String, Path> files;
    private final int sampleRate;
    private final int channels;
    private final int longest;
    private final ReadCache<Clip> cache;

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
        this.cache = new ReadCache<>(settings.cacheBytes(), clip -> (long) clip.samples().length * Float.BYTES);
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
        try (Channels recording = open(files.get(name))) {
            return recording.info();
        } catch (IOException e) {
            throw new UnreadableRecordingException("cannot be read: " + e, e);
        }
    }

    /** Hz, of what is read. */
    int sampleRate() {
        return sampleRate;
    }

    /** The recordings that are made of a file or an utterance; pieces begin where a 10 ms frame does. */
    List<Stretch> stretches(Candidate candidate) {
        return Stretch.of(candidate, longest, Math.max(1, sampleRate / 100));
    }

    /** Bytes that the decoded samples take. */
    long bytes(Candidate candidate) {
        return candidate.length() * channels * Float.BYTES;
    }

    /** @return without what is known of its frames */
    Clip read(Stretch stretch) throws UnreadableRecordingException {
        return cache.get(stretch.name(), () -> clip(stretch));
    }

    private Clip clip(Stretch stretch) throws UnreadableRecordingException {
        float[] samples = decode(stretch);
        return Clip.finite(samples, channels);
    }

    private float[] decode(Stretch stretch) throws UnreadableRecordingException {
        Extent extent = stretch.candidate().extent();
        try (Channels recording = open(files.get(extent.file()))) {
            long length = recording.info().lengthAt(sampleRate);
            if (length != extent.fileLength()) {
                throw new UnreadableRecordingException(
                        "has %d samples, it was listed with %d".formatted(length, extent.fileLength()));
            }
            return Resampler.read(recording, sampleRate, stretch.fromInFile(), stretch.length());
        } catch (IOException e) {
            throw new UnreadableRecordingException("cannot be read: " + e, e);
        }
    }

    private Channels open(Path file) throws IOException, UnreadableRecordingException {
        return Channels.of(AudioFile.open(file), channels);
    }
}
