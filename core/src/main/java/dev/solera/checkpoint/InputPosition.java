package dev.solera.checkpoint;

import dev.solera.activation.MalformedRecordException;
import dev.solera.activation.Purpose;
import java.util.List;

/**
 * How far a module has come in one partition of its input topic.
 *
 * @param offset of the record that held the last sample taken: where to read on, {@link #BEGINNING} where none was taken
 * @param samples taken, by purpose, in the order of its constants
 * @param skipped sequences that went to a dead-letter topic
 * @param ended whether the partition's end was taken
 */
public record InputPosition(long offset, List<Long> samples, long skipped, boolean ended) {

    /** The offset before the first sample. */
    public static final long BEGINNING = -1;

    public InputPosition {
        samples = List.copyOf(samples);
        if (offset < BEGINNING
                || skipped < 0
                || samples.size() != Purpose.values().length
                || samples.stream().anyMatch(n -> n < 0)) {
            throw MalformedRecordException.of(
                    "position",
                    "offset %d, %s samples, %d skipped".formatted(offset, samples, skipped),
                    "an offset from -1, samples of each purpose and skipped from 0");
        }
    }

    /** Sequences that lie behind it. */
    public long sequences() {
        return samples.stream().mapToLong(Long::longValue).reduce(skipped, Math::addExact);
    }
}
