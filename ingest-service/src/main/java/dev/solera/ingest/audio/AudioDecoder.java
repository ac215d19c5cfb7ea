package dev.solera.ingest.audio;

import dev.solera.ingest.corpus.UnreadableRecordingException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** Reads one kind of audio file. Implementations hold no state. */
public interface AudioDecoder {

    /** Reads the header alone. */
    AudioInfo probe(Path file) throws UnreadableRecordingException;

    /** Decodes the whole file and mixes its channels down. */
    Mono decode(Path file) throws UnreadableRecordingException;

    /**
     * A decoded file: the mean of its channels, full scale is 1.
     *
     * @param sampleRate the file's own, Hz
     * @param samples shared, not to be written to
     */
    record Mono(int sampleRate, float[] samples) {}

    /** The decoder for a file of this name, if it is one of an audio file. */
    static Optional<AudioDecoder> forName(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.endsWith(".wav")) {
            return Optional.of(new WavDecoder());
        }
        return lower.endsWith(".flac") ? Optional.of(new FlacDecoder()) : Optional.empty();
    }

    /** What a failure of the library that decodes makes of the recording, whatever it is. */
    static UnreadableRecordingException unreadable(String kind, Exception e) {
        String detail = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return new UnreadableRecordingException("cannot be read as %s: %s".formatted(kind, detail), e);
    }
}
