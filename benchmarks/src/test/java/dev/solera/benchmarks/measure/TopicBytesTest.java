package dev.solera.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.stream.RecordKind;
import dev.solera.stream.StreamHeaders;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TopicBytesTest {

    @TempDir
    private Path partition;

    @Test
    void shouldCountSamplesOfAllSegmentsAndTheirPackedBytes() throws IOException {
        // given records of three samples and of one, of zeros, that are packed, and an end that is no sample
        int first = write("00000000000000000000.log", batch(activations(0, 2)));
        int second = write("00000000000000000001.log", batch(activations(3, 3), end(4)));

        // when
        TopicBytes bytes = TopicBytes.of(partition);

        // then
        assertThat(bytes).isEqualTo(new TopicBytes(4, first + second));
        assertThat(bytes.perSample()).isPositive().isLessThan(1000);
    }

    @Test
    void shouldNotCountWhatTheBrokerIsStillWriting() throws IOException {
        // given
        byte[] whole = batch(activations(0, 2));
        byte[] unfinished = Arrays.copyOf(batch(activations(3, 3)), 80);

        // when
        write("00000000000000000000.log", joined(whole, unfinished));

        // then
        assertThat(TopicBytes.of(partition)).isEqualTo(new TopicBytes(3, whole.length));
    }

    @Test
    void shouldFindNothingWhereTheTopicIsNotThere() throws IOException {
        assertThat(TopicBytes.of(partition.resolve("none"))).isEqualTo(new TopicBytes(0, 0));
    }

    private int write(String segment, byte[] bytes) throws IOException {
        Files.write(partition.resolve(segment), bytes);
        return bytes.length;
    }

    private static byte[] joined(byte[] first, byte[] second) {
        return ByteBuffer.allocate(first.length + second.length)
                .put(first)
                .put(second)
                .array();
    }

    private static byte[] batch(SimpleRecord... records) {
        ByteBuffer buffer =
                MemoryRecords.withRecords(Compression.lz4().build(), records).buffer();
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    private static SimpleRecord activations(long from, long to) {
        return record(RecordKind.ACTIVATIONS, from, to, new byte[10_000]);
    }

    private static SimpleRecord end(long total) {
        return record(RecordKind.END, total, total, new byte[10]);
    }

    private static SimpleRecord record(RecordKind kind, long from, long to, byte[] value) {
        return new SimpleRecord(0, null, value, new Header[] {
            header(StreamHeaders.RUN, "run"),
            header(StreamHeaders.IDENTITY, "identity"),
            header(StreamHeaders.FORMAT, StreamHeaders.FORMAT_1),
            header(StreamHeaders.KIND, kind.header()),
            header(StreamHeaders.FIRST_SEQUENCE, Long.toString(from)),
            header(StreamHeaders.LAST_SEQUENCE, Long.toString(to)),
            header(StreamHeaders.PRODUCER_STEP, "0"),
        });
    }

    private static Header header(String name, String value) {
        return new RecordHeader(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
