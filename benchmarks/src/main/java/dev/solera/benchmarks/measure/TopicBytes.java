package dev.solera.benchmarks.measure;

import dev.solera.stream.RecordHeader;
import dev.solera.stream.RecordKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.RecordBatch;

/**
 * What samples take in a topic, as the broker keeps them: packed, and with their headers.
 *
 * @param samples that were looked at
 * @param bytes of them
 */
public record TopicBytes(long samples, long bytes) {

    private static final TopicBytes NONE = new TopicBytes(0, 0);

    /**
     * Looks at what a partition holds while the broker is at work on it.
     *
     * @param partition its folder; where there is none, nothing
     */
    public static TopicBytes of(Path partition) throws IOException {
        if (!Files.isDirectory(partition)) {
            return NONE;
        }
        List<Path> segments;
        try (Stream<Path> files = Files.list(partition)) {
            segments = files.filter(file -> file.toString().endsWith(".log")).toList();
        }
        TopicBytes sum = NONE;
        for (Path segment : segments) {
            sum = sum.plus(ofSegment(segment));
        }
        return sum;
    }

    /** A segment that the broker has just deleted has none, and what it is writing to the end of one does not count yet. */
    private static TopicBytes ofSegment(Path segment) throws IOException {
        ByteBuffer written;
        try {
            written = ByteBuffer.wrap(Files.readAllBytes(segment));
        } catch (NoSuchFileException e) {
            return NONE;
        }
        TopicBytes sum = NONE;
        for (RecordBatch batch : MemoryRecords.readableRecords(written).batches()) {
            if (!batch.isControlBatch()) {
                sum = sum.plus(new TopicBytes(samples(batch), batch.sizeInBytes()));
            }
        }
        return sum;
    }

    private static long samples(RecordBatch batch) {
        long samples = 0;
        for (Record record : batch) {
            RecordHeader header = RecordHeader.read(new RecordHeaders(record.headers()));
            samples += header.kind() == RecordKind.ACTIVATIONS ? header.lastSequence() - header.firstSequence() + 1 : 0;
        }
        return samples;
    }

    public TopicBytes plus(TopicBytes other) {
        return new TopicBytes(samples + other.samples, bytes + other.bytes);
    }

    public double perSample() {
        return (double) bytes / samples;
    }
}
