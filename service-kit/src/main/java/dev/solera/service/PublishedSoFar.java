package dev.solera.service;

/**
 * How far a run has come in one partition of a topic.
 *
 * @param next the first sequence that is not there
 * @param ended whether the end record is there
 */
public record PublishedSoFar(long next, boolean ended) {

    /** A partition without a record of the run. */
    public static final PublishedSoFar NOTHING = new PublishedSoFar(0, false);
}
