package dev.solera.ingest.corpus;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A fixed list of usable recordings, of sound or of pictures, that can be read in any order, any number of times, from any
 * thread. What is read depends on nothing but the recording, so that a run can be repeated from its listing.
 */
public sealed interface Corpus permits PictureCorpus, SoundCorpus {

    /** Where the recordings come from, for people: a folder or a synthetic source. */
    String origin();

    /** The usable recordings; element i has index i. At least one of them is not held out. */
    List<Recording> recordings();

    /** The labels that recordings and frames carry. */
    LabelSchema labels();

    /** Whether a value a frame is known anywhere in a recording, given by its index in {@link #recordings()}. */
    default boolean hasFrameLabels(int recording) {
        return !labels().frameLabels().isEmpty();
    }

    /** What cannot be used, by name with the cause. */
    Map<String, String> skipped();

    /** What people should know of the recordings and labels before they believe a result: a sentence each. */
    default List<String> notes() {
        return List.of();
    }

    /** The label by whose values recordings are held out, which can be no label to probe. */
    default Optional<String> decidingLabel() {
        return Optional.empty();
    }

    /**
     * Identity of what is listed, SHA-256 in hexadecimal: equal hashes give the same samples in the same order. Of a file's
     * content only its size and its length are in it.
     */
    String listingHash();

    /**
     * Makes sure that a run that began earlier would get the same samples.
     *
     * @param expected listing hash that it began with
     * @throws InvalidSourceException where this is another listing
     */
    default void requireListing(String expected) {
        if (!listingHash().equals(expected)) {
            throw new InvalidSourceException(
                    "listing of the source is %s; allowed: %s, as the run began with; recordings were added, removed, relabelled or, of pictures, changed"
                            .formatted(listingHash(), expected));
        }
    }
}
