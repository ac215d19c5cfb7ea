package dev.solera.ingest.stream;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The block of a topic that samples are of: which records it is made of, and what the run had before and behind it. From this and
 * the topic alone its samples can be made again.
 *
 * @param block number of it in the run, from 0
 */
record SourcePosition(long block, SourceState before, SourceState after) {

    private static final JsonMapper JSON = JsonMapper.shared();

    /** @throws IllegalStateException where the text is no position */
    static SourcePosition parse(String text) {
        try {
            return JSON.readValue(text, SourcePosition.class);
        } catch (JacksonException e) {
            throw new IllegalStateException(
                    "position in the source is %s; allowed: what ingest wrote".formatted(text), e);
        }
    }

    String text() {
        return JSON.writeValueAsString(this);
    }
}
