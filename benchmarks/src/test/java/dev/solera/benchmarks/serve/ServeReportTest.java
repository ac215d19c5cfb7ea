package dev.solera.benchmarks.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.solera.benchmarks.serve.ServeReport.Row;
import dev.solera.definition.InvalidDefinitionException;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ServeReportTest {

    /** 1 to 100 ms, in a second. */
    private static final Latencies HUNDRED = Latencies.of(
            LongStream.rangeClosed(1, 100)
                    .map(n -> 101 - n)
                    .map(n -> n * 1_000_000)
                    .toArray(),
            1);

    @Test
    void shouldTellWhatPartsOfTheAnswersTook() {
        assertThat(HUNDRED.millis(0.5)).isEqualTo(50);
        assertThat(HUNDRED.millis(0.99)).isEqualTo(99);
        assertThat(HUNDRED.millis(1)).isEqualTo(100);
        assertThat(HUNDRED.perSecond()).isEqualTo(100);
        assertThatThrownBy(() -> Latencies.of(new long[0], 2)).hasMessage("no answer came in 2.0 s");
    }

    @Test
    void shouldHoldWhereTheGatewayIsFastEnoughInCompany() {
        assertThat(new ServeReport(List.of(new Row(1, 1, 1000, 1, HUNDRED), new Row(8, 8, 125, 64, HUNDRED))).holds())
                .isTrue();
        assertThat(new ServeReport(List.of(new Row(8, 8, 126, 64, HUNDRED))).holds())
                .isFalse();
    }

    @Test
    void shouldBeATable() {
        assertThat(new ServeReport(List.of(new Row(8, 8, 125, 64, HUNDRED))).lines())
                .last()
                .isEqualTo("| 8 | 8 | 125.0 | 100.0 | 0.80 | 64.0 | 50.0 | 99.0 |");
    }

    @Test
    void shouldRefuseConnectionsThatAreNone() {
        assertThatThrownBy(() -> new ServeSettings(List.of(8, 0), Duration.ofSeconds(1), Duration.ZERO))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessage("--connections is [8, 0]; allowed: one or more numbers from 1 to 1024");
    }
}
