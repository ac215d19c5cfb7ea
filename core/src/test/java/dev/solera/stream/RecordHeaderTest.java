package dev.solera.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.solera.activation.MalformedRecordException;
import dev.solera.activation.SafetensorsWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordHeaderTest {

    private static Headers headers() {
        Headers headers = new RecordHeaders();
        new RecordHeader("run-1", "ab12", RecordKind.SKIP, 3, 9, 12).write(headers);
        return headers;
    }

    @Test
    void shouldReadWhatWasWritten() {
        // given
        Headers headers = headers();

        // when
        new RecordHeader("run-1", "ab12", RecordKind.ACTIVATIONS, 4, 4, 13).write(headers);

        // then the second writing is in place of the first
        assertThat(RecordHeader.read(headers))
                .isEqualTo(new RecordHeader("run-1", "ab12", RecordKind.ACTIVATIONS, 4, 4, 13));
        assertThat(headers.toArray()).hasSize(8);
        assertThat(StreamHeaders.run(headers)).contains("run-1");
        assertThat(StreamHeaders.identity(headers)).contains("ab12");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "solera-run",
                "solera-identity",
                "solera-format",
                "solera-kind",
                "solera-first-sequence",
                "solera-last-sequence",
                "solera-producer-step"
            })
    void shouldRefuseWhenAHeaderIsMissing(String name) {
        // given
        Headers headers = headers().remove(name);

        // when, then
        assertThatThrownBy(() -> RecordHeader.read(headers))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessageContaining("header " + name + " is missing");
    }

    @ParameterizedTest
    @CsvSource({
        "solera-format,2",
        "solera-kind,samples",
        "solera-first-sequence,-3",
        "solera-first-sequence,10",
        "solera-last-sequence,9223372036854775807",
        "solera-last-sequence,x",
        "solera-producer-step,1.5"
    })
    void shouldRefuseWhenAHeaderIsNotOfItsForm(String name, String value) {
        // given
        Headers headers = headers().remove(name).add(name, value.getBytes(StandardCharsets.UTF_8));

        // when, then
        assertThatThrownBy(() -> RecordHeader.read(headers))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessageContaining(value);
    }

    @Test
    void shouldReadCountsWhenWrittenAsAnEnd() {
        // given
        StreamCounts counts = new StreamCounts(List.of(5L, 4L, 3L, 2L), 1);

        // when, then
        assertThat(StreamCounts.decode(counts.encode())).isEqualTo(counts);
        assertThat(counts.total()).isEqualTo(15);
        assertThatThrownBy(() -> StreamCounts.decode(new byte[3])).isInstanceOf(MalformedRecordException.class);
    }

    @Test
    void shouldRefuseCountsWhenTheirSumCannotBeCounted() {
        // given
        long half = 1L << 62;
        byte[] counts = new SafetensorsWriter()
                .add("count", new long[] {half, half, 0, 0}, 4)
                .add("skipped", new long[] {0}, 1)
                .toBytes();

        // when, then
        assertThatThrownBy(() -> StreamCounts.decode(counts))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessageContaining("below 2^63 in all");
        assertThat(new StreamCounts(List.of(half, half - 1, 0L, 0L), 0).total()).isEqualTo(Long.MAX_VALUE);
    }
}
