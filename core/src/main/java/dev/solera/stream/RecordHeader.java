package dev.solera.stream;

import dev.solera.activation.MalformedRecordException;
import org.apache.kafka.common.header.Headers;

/**
 * What a record of an activation topic says about itself before its value is read.
 *
 * @param run whose it is
 * @param identity of what is learned ({@link dev.solera.pipeline.Identity})
 * @param kind what it is
 * @param firstSequence of its samples or of the gap; of an end record the number of sequences in the partition
 * @param lastSequence the last one, inclusive; of an end record as {@code firstSequence}
 * @param producerStep training steps that its producer had done when it computed the samples, 0 for ingest
 */
public record RecordHeader(
        String run, String identity, RecordKind kind, long firstSequence, long lastSequence, long producerStep) {

    public RecordHeader {
        if (firstSequence < 0 || lastSequence < firstSequence || lastSequence == Long.MAX_VALUE) {
            throw MalformedRecordException.of(
                    "sequences of a record",
                    firstSequence + " to " + lastSequence,
                    "first from 0, last not before it, and one more behind it");
        }
    }

    /** @throws MalformedRecordException where a header is missing or not of its form */
    public static RecordHeader read(Headers headers) {
        String format = StreamHeaders.get(headers, StreamHeaders.FORMAT);
        if (!format.equals(StreamHeaders.FORMAT_1)) {
            throw MalformedRecordException.of("header " + StreamHeaders.FORMAT, format, StreamHeaders.FORMAT_1);
        }
        return new RecordHeader(
                StreamHeaders.get(headers, StreamHeaders.RUN),
                StreamHeaders.get(headers, StreamHeaders.IDENTITY),
                RecordKind.parse(StreamHeaders.get(headers, StreamHeaders.KIND)),
                StreamHeaders.getLong(headers, StreamHeaders.FIRST_SEQUENCE),
                StreamHeaders.getLong(headers, StreamHeaders.LAST_SEQUENCE),
                StreamHeaders.getLong(headers, StreamHeaders.PRODUCER_STEP));
    }

    /** Puts every header, in place of those of the same names. */
    public void write(Headers headers) {
        StreamHeaders.put(headers, StreamHeaders.RUN, run);
        StreamHeaders.put(headers, StreamHeaders.IDENTITY, identity);
        StreamHeaders.put(headers, StreamHeaders.FORMAT, StreamHeaders.FORMAT_1);
        StreamHeaders.put(headers, StreamHeaders.KIND, kind.header());
        StreamHeaders.put(headers, StreamHeaders.FIRST_SEQUENCE, firstSequence);
        StreamHeaders.put(headers, StreamHeaders.LAST_SEQUENCE, lastSequence);
        StreamHeaders.put(headers, StreamHeaders.PRODUCER_STEP, producerStep);
        StreamHeaders.put(headers, StreamHeaders.CONTENT_TYPE, StreamHeaders.SAFETENSORS);
    }
}
