package dev.solera.ingest;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.solera.ingest.corpus.Corpus;
import dev.solera.ingest.plan.RunLength;
import dev.solera.service.ControlTopic;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What ingest has to know of its earlier life in a run, besides what it finds in {@code activations.0}; kept on the control
 * topic.
 *
 * @param listing SHA-256 over the listing that the run began with: with another one, samples would be others
 * @param learned samples of learning over all partitions, once it has ended; {@link RunLength#UNKNOWN} before
 */
record FeedingNote(
        @JsonProperty("listing-sha256") String listing,
        @JsonProperty("learned") long learned) {

    private static final String KEY = "ingest";
    private static final JsonMapper JSON = new JsonMapper();

    /**
     * The run's note; a new one where it has not begun.
     *
     * @throws IllegalStateException where the note cannot be read
     * @throws dev.solera.ingest.corpus.InvalidSourceException where the run began with another listing
     */
    static FeedingNote find(ControlTopic control, Corpus corpus) throws InterruptedException {
        Optional<FeedingNote> found = control.newest(KEY).map(FeedingNote::read);
        if (found.isEmpty()) {
            FeedingNote begun = new FeedingNote(corpus.listingHash(), RunLength.UNKNOWN);
            begun.keep(control);
            return begun;
        }
        FeedingNote note = found.orElseThrow();
        corpus.requireListing(note.listing());
        return note;
    }

    private static FeedingNote read(String text) {
        try {
            return JSON.readValue(text, FeedingNote.class);
        } catch (JacksonException e) {
            throw new IllegalStateException(
                    "key %s of the run on the control topic is %s; allowed: what ingest wrote there"
                            .formatted(KEY, text),
                    e);
        }
    }

    /** Notes where learning ended; returns once that is safe. */
    FeedingNote learned(ControlTopic control, long samples) throws InterruptedException {
        FeedingNote ended = new FeedingNote(listing, samples);
        ended.keep(control);
        return ended;
    }

    private void keep(ControlTopic control) throws InterruptedException {
        control.put(KEY, JSON.writeValueAsString(this));
    }
}
