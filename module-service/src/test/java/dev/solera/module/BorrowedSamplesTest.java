package dev.solera.module;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.activation.Purpose;
import dev.solera.activation.Sample;
import dev.solera.definition.ActivationShape;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BorrowedSamplesTest {

    private final BorrowedSamples samples = new BorrowedSamples(3);

    @Test
    void shouldGiveBackWhatWasTakenSinceTheLastBorder() {
        take(0, 3);
        List<Sample> first = samples.goBack();
        take(3, 5);

        assertThat(first).extracting(Sample::sequence).containsExactly(0L, 1L, 2L);
        assertThat(samples.goBack()).extracting(Sample::sequence).containsExactly(3L, 4L);
        assertThat(samples.goBack()).isEmpty();
    }

    @Test
    void shouldHoldNoMoreThanItMayWhenABorderIsFar() {
        take(0, 1000);

        assertThat(samples.goBack()).hasSizeLessThanOrEqualTo(3).last().returns(999L, Sample::sequence);
    }

    private void take(int from, int to) {
        for (int i = from; i < to; i++) {
            samples.took(new Sample(i, Purpose.TRAIN, 0, 1, Map.of(), ActivationShape.sequence(1, 1), new float[1]));
        }
    }
}
