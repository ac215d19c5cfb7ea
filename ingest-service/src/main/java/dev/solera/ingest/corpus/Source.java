package dev.solera.ingest.corpus;

/** What ingest feeds from, as it is known before any of it is read: a corpus, or what comes by in a topic. */
public interface Source {

    /** What it holds. */
    Listing listing();

    /** The labels that recordings and frames carry. */
    default LabelSchema labels() {
        return listing().labels();
    }

    /**
     * Makes sure that a run that began earlier would get the same samples.
     *
     * @param expected listing hash that it began with
     * @throws InvalidSourceException where this is another listing
     */
    void requireListing(String expected);
}
