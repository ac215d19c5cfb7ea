package dev.solera.ingest.corpus;

import java.util.List;

/**
 * A fixed list of usable recordings, of sound or of pictures, that can be read in any order, any number of times, from any
 * thread. What is read depends on nothing but the recording, so that a run can be repeated from its listing.
 */
public sealed interface Corpus extends Source permits PictureCorpus, SoundCorpus {

    /** The usable recordings; element i has index i. */
    default List<Recording> recordings() {
        return listing().recordings();
    }

    /** Whether a value a frame is known anywhere in a recording, given by its index in {@link #recordings()}. */
    default boolean hasFrameLabels(int recording) {
        return !labels().frameLabels().isEmpty();
    }

    @Override
    default void requireListing(String expected) {
        if (!listing().hash().equals(expected)) {
            throw new InvalidSourceException(
                    "listing of the source is %s; allowed: %s, as the run began with; recordings were added, removed, relabelled or, of pictures, changed"
                            .formatted(listing().hash(), expected));
        }
    }
}
