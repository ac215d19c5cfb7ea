package dev.solera.ingest.label;

/** The label that holds from start to end, in seconds; of an utterance it may have begun before it. */
record Segment(double start, double end, String label) {

    /** Longest time that a recording can have, in seconds: eleven days. */
    private static final double MOST_SECONDS = 1e6;

    /** Whether it is a stretch of time in a recording. */
    boolean isStretch() {
        return start >= 0 && end >= start && end < MOST_SECONDS;
    }
}
