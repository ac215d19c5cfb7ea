package dev.solera.stream.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.solera.activation.MalformedRecordException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentTest {

    private static final String DIGEST = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    private final DocumentAssembly assembly = new DocumentAssembly();

    private static byte[] bytes(int length, long seed) {
        byte[] bytes = new byte[length];
        new SplittableRandom(seed).nextBytes(bytes);
        return bytes;
    }

    private static List<DocumentChunk> chunks(long samples, byte[] document) {
        return DocumentChunk.of("run", "identity", samples, "3", document);
    }

    /** As it is read again. */
    private static DocumentChunk travelled(DocumentChunk chunk) {
        return DocumentChunk.read(consumed(chunk.record("topic")));
    }

    private static ConsumerRecord<byte[], byte[]> consumed(ProducerRecord<byte[], byte[]> sent) {
        var record = new ConsumerRecord<>(sent.topic(), sent.partition(), 0, sent.key(), sent.value());
        sent.headers().forEach(record.headers()::add);
        return record;
    }

    private List<Document> read(Stream<DocumentChunk> chunks) {
        List<Document> read = new ArrayList<>();
        chunks.map(assembly::accept).flatMap(Optional::stream).forEach(read::add);
        return read;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, DocumentChunk.BYTES, DocumentChunk.BYTES + 1, 3 * DocumentChunk.BYTES})
    void shouldBeTheSameDocumentAgainWhenItTravelsInChunks(int length) {
        byte[] document = bytes(length, length);

        List<Document> read = read(chunks(512, document).stream().map(DocumentTest::travelled));

        assertThat(read).hasSize(1);
        assertThat(read.get(0).bytes()).isEqualTo(document);
        assertThat(read.get(0).header().samples()).isEqualTo(512);
        assertThat(read.get(0).header().run()).isEqualTo("run");
        assertThat(read.get(0).header().identity()).isEqualTo("identity");
    }

    @Test
    void shouldTakeTheSameKeysAgainWhenAnotherDocumentTakesTheSlot() {
        List<String> keys = Stream.of(chunks(0, bytes(DocumentChunk.BYTES * 2, 1)), chunks(9, bytes(5, 2)))
                .flatMap(List::stream)
                .map(chunk -> new String(chunk.record("topic").key(), StandardCharsets.UTF_8))
                .toList();

        assertThat(keys).containsExactly("3/0", "3/1", "3/0");
    }

    @Test
    void shouldReadOnlyWholeDocumentsWhenTheWriterDiedInTheMiddleAndChunksWereReplaced() {
        // given
        byte[] first = bytes(DocumentChunk.BYTES * 3, 1);
        byte[] second = bytes(DocumentChunk.BYTES * 2, 2);
        List<DocumentChunk> old = chunks(1, first);
        List<DocumentChunk> young = chunks(2, second);

        // when the old one is cut off at its beginning, the young one at its end, and then written again
        List<Document> read = read(Stream.of(old.subList(1, 3), young.subList(0, 1), old, young.subList(1, 2), young)
                .flatMap(List::stream));

        // then
        assertThat(read).extracting(Document::bytes).containsExactly(first, second);
    }

    @Test
    void shouldReadADocumentOnceWhenItsChunksAreDeliveredTwice() {
        byte[] document = bytes(DocumentChunk.BYTES * 3, 1);
        List<DocumentChunk> twice = chunks(1, document).stream()
                .flatMap(chunk -> Stream.of(chunk, chunk))
                .toList();

        // when the last one is not: behind it a document would begin
        List<Document> read = read(twice.subList(0, 5).stream());

        assertThat(read).extracting(Document::bytes).containsExactly(document);
    }

    @Test
    void shouldWaitForTheWholeWhenAChunkIsMissing() {
        List<DocumentChunk> chunks = chunks(1, bytes(DocumentChunk.BYTES * 3, 1));

        assertThat(read(Stream.of(chunks.get(0), chunks.get(2)))).isEmpty();
        assertThat(read(chunks.stream())).hasSize(1);
    }

    @Test
    void shouldRefuseADocumentAndReadTheNextWhenItsBytesAreOthers() {
        // given
        byte[] document = bytes(DocumentChunk.BYTES + 10, 1);
        List<DocumentChunk> chunks = chunks(1, document);
        byte[] changed = Arrays.copyOf(chunks.get(1).bytes(), 10);
        changed[4] ^= 1;
        assembly.accept(chunks.get(0));

        // when, then
        assertThatThrownBy(() -> assembly.accept(new DocumentChunk(chunks.get(1).header(), "3", 1, changed)))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessageStartingWith("SHA-256 of a document is ")
                .hasMessageEndingWith("as its chunks say");
        assertThat(read(chunks.stream())).extracting(Document::bytes).containsExactly(document);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "solera-chunk, 2, place of a chunk is 2; allowed: 0 to 1",
        "solera-chunk, -1, header solera-chunk is -1; allowed: a number from 0",
        "solera-chunks, 0, chunks of a document is 0; allowed: 1 or more",
        "solera-chunks, 2000000000, header solera-chunks is 2000000000; allowed: up to 4095",
        "solera-samples, many, header solera-samples is many; allowed: a number from 0",
        "solera-sha-256, abc, SHA-256 of a document is abc; allowed: 64 hexadecimal digits",
        "solera-format, 2, header solera-format is 2; allowed: 1",
    })
    void shouldRefuseARecordWhenAHeaderIsNotWhatItHasToBe(String header, String value, String refusal) {
        ProducerRecord<byte[], byte[]> sent =
                chunks(1, bytes(DocumentChunk.BYTES + 1, 1)).get(0).record("topic");
        byte[] key = value.equals("2") ? "3/2".getBytes(StandardCharsets.UTF_8) : sent.key();
        var record = new ConsumerRecord<>("topic", 0, 0, key, sent.value());
        sent.headers().forEach(record.headers()::add);
        record.headers().remove(header).add(header, value.getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> DocumentChunk.read(record))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessage(refusal);
    }

    @ParameterizedTest
    @ValueSource(strings = {"solera-run", "solera-identity", "solera-samples", "solera-chunks", "solera-sha-256"})
    void shouldRefuseARecordWhenAHeaderIsMissing(String header) {
        ConsumerRecord<byte[], byte[]> record =
                consumed(chunks(1, bytes(3, 1)).get(0).record("topic"));
        Headers headers = record.headers();
        headers.remove(header);

        assertThatThrownBy(() -> DocumentChunk.read(record))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessageStartingWith("header " + header + " is missing");
    }

    @Test
    void shouldRefuseARecordWhenItsKeyOrItsBytesAreNotThoseOfAChunk() {
        ProducerRecord<byte[], byte[]> sent = chunks(1, bytes(3, 1)).get(0).record("topic");
        var other =
                new ProducerRecord<>("topic", 0, "3".getBytes(StandardCharsets.UTF_8), sent.value(), sent.headers());
        var none = new ProducerRecord<byte[], byte[]>("topic", 0, null, sent.value(), sent.headers());
        var deleted = new ProducerRecord<byte[], byte[]>("topic", 0, sent.key(), null, sent.headers());
        var huge = new ProducerRecord<>("topic", 0, sent.key(), new byte[DocumentChunk.BYTES + 1], sent.headers());

        assertThatThrownBy(() -> DocumentChunk.read(consumed(other)))
                .hasMessage("key of a chunk is \"3\"; allowed: its slot, a slash and 0");
        assertThatThrownBy(() -> DocumentChunk.read(consumed(none))).hasMessageStartingWith("key of a chunk is \"\"");
        assertThatThrownBy(() -> DocumentChunk.read(consumed(deleted)))
                .hasMessage("bytes of a chunk is missing; allowed: a part of a document");
        assertThatThrownBy(() -> DocumentChunk.read(consumed(huge)))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessage("bytes of a chunk is 524289; allowed: up to 524288");
    }

    @Test
    void shouldNameTheDigestThatOthersCompute() {
        DocumentChunk chunk = DocumentChunk.of("r", "i", 0, "0", "abc".getBytes(StandardCharsets.UTF_8))
                .get(0);

        assertThat(chunk.header().sha256()).isEqualTo(DIGEST);
    }
}
