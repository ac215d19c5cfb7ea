package dev.solera.ingest.stream;

import dev.solera.ingest.corpus.Corpus;
import dev.solera.ingest.corpus.Listing;
import dev.solera.media.UnreadableRecordingException;
import java.util.Map;

/**
 * What records are recordings of.
 *
 * @param <T> a recording that was read
 */
sealed interface RecordMedium<T> permits SoundRecords, PictureRecords {

    /**
     * @param form of the value
     * @throws UnreadableRecordingException where no recording can be made of it
     */
    T read(byte[] value, ValueForm form) throws UnreadableRecordingException;

    /** As {@link dev.solera.ingest.corpus.Recording#length()}. */
    int length(T recording);

    /** How many samples a recording gives. */
    int samples(T recording);

    /** @param recordings by their index in the listing */
    Corpus corpus(Listing listing, Map<Integer, T> recordings);
}
