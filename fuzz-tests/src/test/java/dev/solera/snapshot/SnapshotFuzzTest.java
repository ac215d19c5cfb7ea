package dev.solera.snapshot;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.solera.activation.DType;
import dev.solera.activation.MalformedRecordException;
import dev.solera.fuzz.Allocation;
import dev.solera.fuzz.FuzzedDocument;
import dev.solera.fuzz.FuzzedDocument.Usual;
import dev.solera.fuzz.Seeds;
import dev.solera.stream.StreamHeaders;
import dev.solera.stream.document.Document;
import dev.solera.stream.document.DocumentAssembly;
import dev.solera.stream.document.DocumentChunk;
import dev.solera.stream.document.DocumentHeader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Snapshots as they travel: chunks whose headers and keys are anything, any bytes as a document, and documents with a snapshot's tensors. */
class SnapshotFuzzTest {

    private static final long MOST_BYTES = 16 << 20;
    private static final int MOST_CHUNKS = 6;
    private static final int PART = 8;

    private static final SnapshotCodec CODEC = new SnapshotCodec(Seeds.OWNER.pipeline());

    private static final Map<String, String> METADATA =
            Map.of("module", "1", "samples", "8", "reference-seed", "11", "reference-stride", "100");

    private static final List<Usual> TENSORS = List.of(
            Usual.of("encoder.0.weight", DType.F32, 2L, 1L, 10L),
            Usual.of("encoder.0.bias", DType.F32, 2L),
            Usual.of("reference", DType.F32, 3L));

    private static final List<String> NAMES = List.of(
            StreamHeaders.RUN,
            StreamHeaders.IDENTITY,
            StreamHeaders.FORMAT,
            StreamHeaders.SAMPLES,
            StreamHeaders.CHUNK,
            StreamHeaders.CHUNKS,
            StreamHeaders.SHA_256);

    @FuzzTest
    void read(FuzzedDataProvider data) throws Exception {
        try {
            switch (data.consumeInt(0, 2)) {
                case 0 -> document(data.consumeRemainingAsBytes());
                case 1 -> document(FuzzedDocument.of(data, METADATA, TENSORS, List.of("encoder.1.weight", "other")));
                default -> chunks(data);
            }
        } catch (MalformedRecordException refused) {
            return;
        }
    }

    private static void document(byte[] bytes) throws Exception {
        Snapshot snapshot = Allocation.atMost(MOST_BYTES, () -> CODEC.decode(1, bytes));
        require(snapshot.module() == 1 && snapshot.samples() >= 0, "of module 1 after samples from 0");
        require(snapshot.parameters().size() == 2, "of as many parameters as the network has");
        require(snapshot.reference().outputs().length > 0, "of a reference with outputs");
        byte[] again = CODEC.encode(snapshot);
        require(Arrays.equals(CODEC.encode(CODEC.decode(1, again)), again), "the same snapshot again");
    }

    /** A sound document in small parts, some of which are left out, changed or come twice. */
    private static void chunks(FuzzedDataProvider data) throws Exception {
        byte[] whole = data.consumeBytes(MOST_CHUNKS * PART);
        int count = Math.max(1, (whole.length + PART - 1) / PART);
        DocumentAssembly assembly = new DocumentAssembly();
        for (int i = 0; i < 2 * MOST_CHUNKS && data.remainingBytes() > 0; i++) {
            int index = data.consumeBoolean() ? i % count : data.consumeInt(-1, count);
            byte[] part = data.consumeBoolean() ? part(whole, Math.max(0, index)) : data.consumeBytes(PART);
            ConsumerRecord<byte[], byte[]> record = record(data, whole, count, index, part);
            Optional<Document> read = Allocation.atMost(MOST_BYTES, () -> assembly.accept(DocumentChunk.read(record)));
            read.ifPresent(document -> require(
                    document.header().sha256().equals(DocumentHeader.digest(document.bytes())),
                    "a document whose bytes are those that its chunks name"));
        }
    }

    private static byte[] part(byte[] whole, int index) {
        int end = Math.min(whole.length, (index + 1) * PART);
        return Arrays.copyOfRange(whole, Math.min(end, index * PART), end);
    }

    private static ConsumerRecord<byte[], byte[]> record(
            FuzzedDataProvider data, byte[] whole, int count, int index, byte[] part) {
        byte[] key = data.consumeBoolean() ? ("0/" + index).getBytes(StandardCharsets.UTF_8) : data.consumeBytes(4);
        var record = new ConsumerRecord<>("parameters", 0, 0, key, part);
        Map<String, String> usual = Map.of(
                StreamHeaders.RUN,
                "r",
                StreamHeaders.IDENTITY,
                "i",
                StreamHeaders.FORMAT,
                StreamHeaders.FORMAT_1,
                StreamHeaders.SAMPLES,
                "8",
                StreamHeaders.CHUNK,
                Integer.toString(index),
                StreamHeaders.CHUNKS,
                Integer.toString(count),
                StreamHeaders.SHA_256,
                DocumentHeader.digest(whole));
        String odd = data.consumeBoolean() ? "none" : data.pickValue(NAMES);
        NAMES.forEach(name -> record.headers()
                .add(
                        name,
                        name.equals(odd)
                                ? data.consumeBytes(24)
                                : usual.get(name).getBytes(StandardCharsets.UTF_8)));
        return record;
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError("what is read is not " + what);
        }
    }
}
