package dev.solera.stream;

import dev.solera.activation.MalformedRecordException;
import dev.solera.activation.Purpose;
import dev.solera.activation.Safetensors;
import dev.solera.activation.SafetensorsWriter;
import dev.solera.activation.Sample;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * What a partition held, from the run's first sequence on: the content of an end record.
 *
 * @param samples by purpose, in the order of its constants
 * @param skipped sequences that skip records stand for
 */
public record StreamCounts(List<Long> samples, long skipped) {

    /** Nothing yet. */
    public static final StreamCounts NONE = new StreamCounts(Collections.nCopies(Purpose.values().length, 0L), 0);

    private static final String COUNT = "count";
    private static final String SKIPPED = "skipped";

    public StreamCounts {
        samples = List.copyOf(samples);
        if (samples.size() != Purpose.values().length
                || skipped < 0
                || samples.stream().anyMatch(n -> n < 0)
                || !isCountable(samples, skipped)) {
            throw MalformedRecordException.of(
                    "counts",
                    samples + " and " + skipped + " skipped",
                    "one a purpose, each from 0, below 2^63 in all");
        }
    }

    private static boolean isCountable(List<Long> samples, long skipped) {
        long left = Long.MAX_VALUE - skipped;
        for (long count : samples) {
            if (count > left) {
                return false;
            }
            left -= count;
        }
        return true;
    }

    /** Samples of one purpose. */
    public long of(Purpose purpose) {
        return samples.get(purpose.ordinal());
    }

    /** Whether the evaluation pass has begun. */
    public boolean evaluates() {
        return Arrays.stream(Purpose.values()).anyMatch(purpose -> purpose.isEvaluation() && of(purpose) > 0);
    }

    /** Sequences in all: samples and skipped ones. */
    public long total() {
        return samples.stream().mapToLong(Long::longValue).sum() + skipped;
    }

    /** With one more sample. */
    public StreamCounts plus(Sample sample) {
        return plus(sample.purpose());
    }

    /** With one more sample of a purpose. */
    public StreamCounts plus(Purpose purpose) {
        List<Long> more = new ArrayList<>(samples);
        more.set(purpose.ordinal(), more.get(purpose.ordinal()) + 1);
        return new StreamCounts(more, skipped);
    }

    /** With {@code count} more sequences that never arrive. */
    public StreamCounts plusSkipped(long count) {
        return new StreamCounts(samples, skipped + count);
    }

    /** The value of an end record: a safetensors document, tensors {@code count} [purposes] and {@code skipped} [1]. */
    public byte[] encode() {
        long[] counts = samples.stream().mapToLong(Long::longValue).toArray();
        return new SafetensorsWriter()
                .add(COUNT, counts, counts.length)
                .add(SKIPPED, new long[] {skipped}, 1)
                .toBytes();
    }

    /** @throws MalformedRecordException where it is no such document */
    public static StreamCounts decode(byte[] value) {
        Safetensors document = Safetensors.parse(value);
        long[] skipped = document.tensor(SKIPPED).longs();
        if (skipped.length != 1) {
            throw MalformedRecordException.of(SKIPPED, skipped.length + " numbers", "1");
        }
        long[] counts = document.tensor(COUNT).longs();
        return new StreamCounts(Arrays.stream(counts).boxed().toList(), skipped[0]);
    }
}
