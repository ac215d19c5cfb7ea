package dev.solera.stream;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.solera.activation.DType;
import dev.solera.activation.MalformedRecordException;
import dev.solera.fuzz.Allocation;
import dev.solera.fuzz.FuzzedDocument;
import dev.solera.fuzz.FuzzedDocument.Usual;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** What else travels: headers of records, counts of end records and the cursor that both drive, telemetry events. */
class StreamFuzzTest {

    private static final long MOST_BYTES = 16 << 20;
    private static final int MOST_RECORDS = 8;

    private static final List<Usual> COUNTS =
            List.of(Usual.of("count", DType.I64, 4L), Usual.of("skipped", DType.I64, 1L));

    @FuzzTest
    void read(FuzzedDataProvider data) throws Exception {
        try {
            switch (data.consumeInt(0, 3)) {
                case 0 -> telemetry(data.consumeRemainingAsBytes());
                case 1 -> header(data);
                case 2 -> counts(data);
                default -> partition(data);
            }
        } catch (MalformedRecordException refused) {
            return;
        }
    }

    private static void telemetry(byte[] json) throws Exception {
        var event = Allocation.atMost(MOST_BYTES, () -> TelemetryCodec.decode(json));
        if (event.isPresent()) {
            require(TelemetryCodec.decode(TelemetryCodec.encode(event.get())).equals(event), "the same event again");
            require(event.get().run() != null, "an event of a run");
            if (event.get() instanceof TelemetryEvent.Position position) {
                require(
                        position.consumed().stream().allMatch(n -> n >= 0)
                                && position.published().stream().allMatch(n -> n >= 0),
                        "positions from 0");
            }
        }
    }

    private static void header(FuzzedDataProvider data) {
        RecordHeaders headers = new RecordHeaders();
        List<String> names = List.of(
                StreamHeaders.RUN,
                StreamHeaders.KIND,
                StreamHeaders.FORMAT,
                StreamHeaders.FIRST_SEQUENCE,
                StreamHeaders.LAST_SEQUENCE,
                StreamHeaders.PRODUCER_STEP);
        for (String name : names) {
            byte[] usual = usual(name).getBytes(StandardCharsets.UTF_8);
            switch (data.consumeInt(0, 3)) {
                case 0 -> headers.add(name, usual);
                case 1 -> headers.add(name, data.consumeBytes(24));
                case 2 -> headers.add(name, Long.toString(data.consumeLong()).getBytes(StandardCharsets.UTF_8));
                default -> headers.add(name, null);
            }
        }
        RecordHeader header = RecordHeader.read(headers);
        RecordHeaders written = new RecordHeaders();
        header.write(written);
        require(RecordHeader.read(written).equals(header), "the same header again");
        require(StreamHeaders.run(headers).orElseThrow().equals(header.run()), "the same run");
    }

    private static String usual(String name) {
        return name.equals(StreamHeaders.KIND) ? "skip" : "1";
    }

    private static StreamCounts counts(FuzzedDataProvider data) throws Exception {
        boolean raw = data.consumeBoolean();
        byte[] value =
                raw ? data.consumeRemainingAsBytes() : FuzzedDocument.of(data, Map.of(), COUNTS, List.of("more"));
        StreamCounts counts = Allocation.atMost(MOST_BYTES, () -> StreamCounts.decode(value));
        require(StreamCounts.decode(counts.encode()).equals(counts), "the same counts again");
        require(counts.total() >= 0, "a total from 0");
        return counts;
    }

    /** Any order of skips and ends: a cursor refuses it as a broken stream, or goes forward. */
    private static void partition(FuzzedDataProvider data) throws Exception {
        PartitionCursor lossless = PartitionCursor.lossless("fuzzed", StreamCounts.NONE);
        PartitionCursor tap = PartitionCursor.tap("fuzzed");
        int records = data.consumeInt(1, MOST_RECORDS);
        for (int i = 0; i < records; i++) {
            if (data.consumeInt(0, 3) == 0) {
                StreamCounts sent = counts(data);
                advance(tap, () -> tap.end(sent));
                advance(lossless, () -> lossless.end(sent));
            } else {
                RecordHeader gap = new RecordHeader("r", "ab12", RecordKind.SKIP, sequence(data), sequence(data), 0);
                advance(tap, () -> tap.skip(gap.firstSequence(), gap.lastSequence()));
                advance(lossless, () -> lossless.skip(gap.firstSequence(), gap.lastSequence()));
            }
        }
    }

    private static long sequence(FuzzedDataProvider data) {
        return data.consumeBoolean() ? data.consumeLong(0, 12) : data.consumeLong();
    }

    private static void advance(PartitionCursor cursor, Runnable record) {
        long before = cursor.next();
        try {
            record.run();
        } catch (BrokenStreamException refused) {
            return;
        }
        require(cursor.next() >= before, "a cursor that goes forward");
        require(cursor.counts().total() >= 0 && cursor.missed() >= 0, "counted from 0");
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError("what was read is not " + what);
        }
    }
}
