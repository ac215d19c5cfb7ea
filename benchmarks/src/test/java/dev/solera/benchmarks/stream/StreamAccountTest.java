package dev.solera.benchmarks.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.activation.Purpose;
import dev.solera.activation.Sample;
import dev.solera.definition.ActivationShape;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StreamAccountTest {

    private final StreamAccount account = new StreamAccount(70_000);

    @Test
    void shouldTellRecordsThatAreLostOrCameTwiceOrNeverWere() {
        // when
        account.add(List.of(sample(0), sample(1), sample(40_000), sample(1)));
        account.add(List.of(sample(69_999), sample(70_000)));

        // then
        assertThat(account.lost()).isEqualTo(70_000 - 4);
        assertThat(account.twice()).isEqualTo(1);
        assertThat(account.unknown()).isEqualTo(1);
    }

    @Test
    void shouldHoldOnlyWhereNothingIsLostAndMemoryIsFlat() {
        assertThat(report(0, 0, 102).holds()).isTrue();
        assertThat(report(1, 0, 102).holds()).isFalse();
        assertThat(report(0, 1, 102).holds()).isFalse();
        assertThat(report(0, 0, 103).holds()).isFalse();
        assertThat(report(0, 0, 102).lines()).hasSize(3).last().asString().contains("+2.00 %");
    }

    private static StreamReport report(long lost, long twice, long late) {
        return new StreamReport(10, 10, lost, twice, 0, 1, Map.of("ingest", 100L), Map.of("ingest", late));
    }

    /** As ingest makes it of a record whose values it does not scale. */
    private static Sample sample(int number) {
        float[] values = {(number / 32768) / 32768f, (number % 32768) / 32768f};
        return new Sample(0, Purpose.TRAIN, 0, 2, Map.of(), ActivationShape.sequence(1, 2), values);
    }
}
