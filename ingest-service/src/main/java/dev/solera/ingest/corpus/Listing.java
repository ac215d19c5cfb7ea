package dev.solera.ingest.corpus;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a corpus holds, as known before any of it is read.
 *
 * @param origin where the recordings come from, for people: a folder or a synthetic source
 * @param recordings the usable ones; element i has index i, and at least one is not held out
 * @param labels that recordings and frames carry
 * @param skipped what cannot be used, by name with the cause
 * @param notes what people should know of recordings and labels before they believe a result: a sentence each
 * @param decidingLabel the label by whose values recordings are held out, which can be no label to probe
 * @param hash identity of it, SHA-256 in hexadecimal: equal hashes give the same samples in the same order; of a file's content
 *     only its size and its length are in it
 */
public record Listing(
        String origin,
        List<Recording> recordings,
        LabelSchema labels,
        Map<String, String> skipped,
        List<String> notes,
        Optional<String> decidingLabel,
        String hash) {

    public Listing {
        recordings = List.copyOf(recordings);
        skipped = Collections.unmodifiableMap(new TreeMap<>(skipped));
        notes = List.copyOf(notes);
    }

    /** One of which all can be used, and nothing is to be said. */
    public Listing(String origin, List<Recording> recordings, LabelSchema labels, String hash) {
        this(origin, recordings, labels, Map.of(), List.of(), Optional.empty(), hash);
    }
}
