package dev.solera.ingest.stream;

import dev.solera.ingest.corpus.InvalidSourceException;
import org.apache.kafka.common.TopicPartition;

/** Records of a topic that were deleted before they were read. */
final class DeletedRecordsException extends RuntimeException {

    private final long count;

    /**
     * @param asked offset of the first one that is missing
     * @param first offset of the first one that is there
     */
    DeletedRecordsException(TopicPartition partition, long asked, long first, Throwable cause) {
        super(
                "%s has its first record at offset %d; allowed: %d, where the run goes on: what was between was deleted before it was fed; keep records longer, and begin a new run"
                        .formatted(partition, first, asked),
                cause);
        this.count = Math.max(0, first - asked);
    }

    /** How many there are no longer. */
    long count() {
        return count;
    }

    /** What a run fails with that has not fed them. */
    InvalidSourceException refusal() {
        return new InvalidSourceException(getMessage(), this);
    }
}
