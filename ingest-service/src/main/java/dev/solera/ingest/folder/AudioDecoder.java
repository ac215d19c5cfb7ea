package dev.solera.ingest.folder;

import dev.solera.ingest.corpus.UnreadableRecordingException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** Reads one kind of audio file. Implementations hold no state. */
interface AudioDecoder {

    /** Reads the header alone. */
    AudioInfo probe(Path file) throws UnreadableRecordingException;

    /** Decodes the whole file and mixes its channels down: their mean, full scale is 1, at the file's own rate. */
    float[] decode(Path file) throws UnreadableRecordingException;

    /** The decoder for a file of this name, if it is one of an audio file. */
    static Optional<AudioDecoder> forName(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.endsWith(".wav")) {
            return Optional.of(new WavDecoder());
        }
        return lower.endsWith(".flac") ? Optional.of(new FlacDecoder()) : Optional.empty();
    }
}
