package dev.solera.ingest.stream;

import java.util.List;
import java.util.Optional;

/**
 * What a run that is fed from a topic began with.
 *
 * @param topic its id: one that is deleted and made again has another
 * @param from offsets of the first records, by partition
 * @param until offsets behind the last ones, where the run ends with what was there when it began
 */
record SourceStart(String topic, List<Long> from, Optional<List<Long>> until) {

    SourceStart {
        from = List.copyOf(from);
        until = until.map(List::copyOf);
    }

    /** @throws IllegalStateException where the text is no such thing */
    static SourceStart parse(String text) {
        return WrittenDown.parse(text, SourceStart.class, "what the run began with in its source");
    }

    String text() {
        return WrittenDown.text(this);
    }

    int partitions() {
        return from.size();
    }

    /**
     * Whether the order of records follows from their offsets alone: of one partition it does, and of several where all of them are
     * there. Else it depends on what came first.
     */
    boolean isOrdered() {
        return partitions() == 1 || until.isPresent();
    }
}
