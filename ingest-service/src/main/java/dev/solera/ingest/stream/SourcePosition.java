package dev.solera.ingest.stream;

/**
 * The block of a topic that samples are of: which records it is made of, and what the run had before and behind it. From this and
 * the topic alone its samples can be made again.
 *
 * @param block number of it in the run, from 0
 */
record SourcePosition(long block, SourceState before, SourceState after) {

    /** @throws IllegalStateException where the text is no position */
    static SourcePosition parse(String text) {
        return WrittenDown.parse(text, SourcePosition.class, "position in the source");
    }

    String text() {
        return WrittenDown.text(this);
    }
}
