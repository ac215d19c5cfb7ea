package dev.solera.activation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsTest {

    private static byte[] document(String header, int dataBytes) {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        return document(json.length, json, dataBytes);
    }

    private static byte[] document(long claimed, byte[] header, int dataBytes) {
        return ByteBuffer.allocate(Long.BYTES + header.length + dataBytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(claimed)
                .put(header)
                .array();
    }

    @Test
    void shouldReadFromAFileWhatWasWritten(@TempDir Path folder) throws IOException {
        // given
        Path file = folder.resolve("parameters.safetensors");
        float[] weights = {1, -2, Float.MIN_VALUE, 4, 5, 6};
        long[] steps = {Long.MIN_VALUE, 7};

        // when
        new SafetensorsWriter()
                .metadata("seed", "1")
                .metadata("made by", "a \"test\"")
                .add("weights", weights, 2, 3)
                .add("steps", steps, 2)
                .add("scalar", new float[] {3})
                .writeTo(file);
        Safetensors read = Safetensors.read(file);

        // then
        assertThat(read.metadata()).containsEntry("seed", "1").containsEntry("made by", "a \"test\"");
        assertThat(read.names()).containsExactlyInAnyOrder("weights", "steps", "scalar");
        assertThat(read.tensor("weights").shape()).containsExactly(2L, 3L);
        assertThat(read.tensor("weights").floats()).containsExactly(weights);
        assertThat(read.tensor("steps").longs()).containsExactly(steps);
        assertThat(read.tensor("scalar").shape()).isEmpty();
        assertThat(read.tensor("scalar").floats()).containsExactly(3);
    }

    @Test
    void shouldWriteTheSameInPieces() throws IOException {
        // given tensors longer than a piece, and one that is written at once however long it is
        float[] floats = new float[150_001];
        long[] longs = new long[70_001];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = i;
        }
        Arrays.setAll(longs, i -> -i);
        byte[] bytes = new byte[300_001];
        Arrays.fill(bytes, (byte) 7);
        SafetensorsWriter writer = new SafetensorsWriter()
                .add("bytes", DType.U8, List.of((long) bytes.length), out -> out.put(bytes))
                .add("floats", floats, floats.length)
                .add("none", new float[0], 0)
                .add("longs", longs, longs.length);

        // when
        var pieces = new ByteArrayOutputStream();
        writer.writeTo(Channels.newChannel(pieces));

        // then
        assertThat(pieces.toByteArray()).isEqualTo(writer.toBytes());
    }

    @Test
    void shouldAlignEveryTensorWhenWritten() {
        // given tensors whose order of adding would leave them misaligned
        byte[] document = new SafetensorsWriter()
                .add("bytes", DType.U8, List.of(3L), out -> out.put(new byte[3]))
                .add("floats", new float[1], 1)
                .add("longs", new long[1], 1)
                .toBytes();

        // when
        Safetensors read = Safetensors.parse(document);

        // then
        long header = ByteBuffer.wrap(document).order(ByteOrder.LITTLE_ENDIAN).getLong();
        assertThat(header % 8).isZero();
        assertThat(document.length).isEqualTo(8 + header + 8 + 4 + 3);
        assertThat(read.tensor("longs").data().remaining()).isEqualTo(8);
        assertThat(new String(document, StandardCharsets.UTF_8).indexOf("longs"))
                .isLessThan(new String(document, StandardCharsets.UTF_8).indexOf("floats"));
    }

    @Test
    void shouldNameTensorsInTheOrderOfTheirData() {
        // given more of them than come in order by chance
        SafetensorsWriter writer = new SafetensorsWriter();
        List<String> names = IntStream.range(0, 20).mapToObj(i -> "tensor-" + i).toList();
        names.forEach(name -> writer.add(name, new float[1], 1));

        // then
        assertThat(Safetensors.parse(writer.toBytes()).names()).containsExactlyElementsOf(names);
    }

    @Test
    void shouldSayHowLongADocumentIsWhenItIsTooLongToBeRead() {
        // given two tensors of 1.2 GB
        SafetensorsWriter writer = new SafetensorsWriter();
        Consumer<ByteBuffer> untouched = out -> {
            throw new AssertionError("written");
        };
        writer.add("mean", DType.F32, List.of(300_000_000L), untouched);
        writer.add("variance", DType.F32, List.of(300_000_000L), untouched);

        // then
        assertThatThrownBy(() -> writer.writeTo(Channels.newChannel(new ByteArrayOutputStream())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("document of 2 tensors is 2400000168 bytes; allowed: 2147483583, as it is read as a whole");
        assertThatThrownBy(writer::toBytes).hasMessageStartingWith("document of 2 tensors is 2400000168 bytes");
        assertThatThrownBy(() -> new SafetensorsWriter()
                        .add("one", DType.F32, List.of(1L << 32), untouched)
                        .toBytes())
                .hasMessageStartingWith("document of 1 tensors is 17179869272 bytes");
    }

    /** What stands for a tensor's own entry, the bytes of data, and the refusal. */
    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
            {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}; 7; to at most 7
            {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}; 9; data is 9 bytes; allowed: 8
            {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}; 8; 8 bytes apart
            {"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}; 8; [begin, end]
            {"a":{"dtype":"F32","shape":[2],"data_offsets":[0]}}; 8; [begin, end]
            {"a":{"dtype":"F32","shape":[2],"data_offsets":[-8,0]}}; 8; whole numbers from 0
            {"a":{"dtype":"F32","shape":[2.5],"data_offsets":[0,10]}}; 10; whole numbers from 0
            {"a":{"dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,8]}}; 8; whole numbers from 0
            {"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}}; 0; below 2^63
            {"a":{"dtype":"F32","shape":[1000000000000],"data_offsets":[0,4000000000000]}}; 8; to at most 8
            {"a":{"dtype":"F16","shape":[2],"data_offsets":[0,4]}}; 4; tensor a dtype is "F16"; allowed: [F32,
            {"a":{"shape":[2],"data_offsets":[0,4]}}; 4; tensor a dtype
            {"a":{"dtype":"U8","shape":"2","data_offsets":[0,2]}}; 2; a list of whole numbers
            {"a":7}; 2; a JSON object
            {"__metadata__":{"a":1}}; 0; a text
            {"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}}; 3; from 2
            {"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[3,5]}}; 5; from 2
            {"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"a":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}}; 4; header is no JSON: Duplicate
            [1]; 0; a JSON object
            {"a":; 0; header is no JSON
            {} {}; 0; header is no JSON
            """)
    void shouldRefuseWhenTheHeaderLies(String header, int dataBytes, String refusal) {
        // when, then
        assertThatThrownBy(() -> Safetensors.parse(document(header, dataBytes)))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessageContaining(refusal);
    }

    @ParameterizedTest
    @CsvSource({"-1", "0", "1", "3", "9223372036854775807", "2147483647", "4294967298"})
    void shouldRefuseWhenTheHeaderLengthLies(long claimed) {
        // given a document of an empty header
        byte[] document = document(claimed, "{}".getBytes(StandardCharsets.UTF_8), 0);

        // when, then
        assertThatThrownBy(() -> Safetensors.parse(document))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessageContaining("header length is " + Long.toUnsignedString(claimed));
    }

    @Test
    void shouldRefuseWhenTruncatedAnywhere() {
        // given
        byte[] whole = new SafetensorsWriter().add("a", new float[5], 5).toBytes();

        for (int length = 0; length < whole.length; length++) {
            // when
            ByteBuffer cut = ByteBuffer.wrap(whole, 0, length);

            // then
            assertThatThrownBy(() -> Safetensors.parse(cut)).isInstanceOf(MalformedRecordException.class);
        }
    }

    @Test
    void shouldRefuseWhenATensorIsAskedForThatIsNotThere() {
        // given
        Safetensors document = Safetensors.parse(
                new SafetensorsWriter().add("a", new float[1], 1).toBytes());

        // when, then
        assertThatThrownBy(() -> document.tensor("b")).hasMessageContaining("allowed: with b");
        assertThatThrownBy(() -> document.tensor("a").longs()).hasMessageContaining("dtype is F32; allowed: I64");
    }
}
