package dev.solera.ingest;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.solera.ingest.corpus.Source;
import dev.solera.ingest.plan.RunLength;
import dev.solera.service.event.ControlTopic;
import java.time.Duration;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What ingest has to know of its earlier life in a run, besides what it finds in {@code activations.0}; kept on the control
 * topic.
 *
 * @param listing SHA-256 over the listing that the run began with: with another one, samples would be others
 * @param learned samples of learning over all partitions, once it is decided where it ends; {@link RunLength#UNKNOWN} before
 * @param millis spent learning, where a clock ends it; nothing is known of that in notes of earlier versions
 */
record FeedingNote(
        @JsonProperty("listing-sha256") String listing,
        @JsonProperty("learned") long learned,
        @JsonProperty("learning-ms") Long millis) {

    private static final String KEY = "ingest";
    private static final JsonMapper JSON = new JsonMapper();

    FeedingNote {
        millis = millis == null ? 0 : millis;
    }

    /** Of a run that begins. */
    static FeedingNote begin(Source source) {
        return new FeedingNote(source.listing().hash(), RunLength.UNKNOWN, 0L);
    }

    /**
     * The run's note, where it has begun.
     *
     * @throws IllegalStateException where the note cannot be read
     * @throws dev.solera.ingest.corpus.InvalidSourceException where the run began with another listing
     */
    static Optional<FeedingNote> find(ControlTopic control, Source source) {
        Optional<FeedingNote> found = control.newest(KEY).map(FeedingNote::read);
        found.ifPresent(note -> source.requireListing(note.listing()));
        return found;
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

    /** The same of now. */
    FeedingNote at(long nowLearned, Duration spent) {
        return new FeedingNote(listing, nowLearned, spent.toMillis());
    }

    Duration spent() {
        return Duration.ofMillis(millis);
    }

    /** Writes it down; returns once it is safe. */
    void keep(ControlTopic control) throws InterruptedException {
        control.put(KEY, JSON.writeValueAsString(this));
    }
}
