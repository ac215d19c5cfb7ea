package dev.solera.probe.accuracy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IntervalTest {

    /** Values of Newcombe 1998 (Statistics in Medicine 17, table I, method 3). */
    @ParameterizedTest
    @CsvSource({"81, 263, 0.2553, 0.3662", "15, 148, 0.0624, 0.1605", "0, 20, 0, 0.1611", "1, 29, 0.0061, 0.1718"})
    void shouldGiveWilsonsKnownValues(int right, int count, double low, double high) {
        // when
        Interval interval = Interval.wilson((double) right / count, count);

        // then
        assertThat(interval.low()).isCloseTo(low, within(5e-5));
        assertThat(interval.high()).isCloseTo(high, within(5e-5));
    }

    @Test
    void shouldSayNothingWhenThereIsNothing() {
        assertThat(Interval.wilson(Double.NaN, 0)).isEqualTo(new Interval(0, 1));
        assertThat(Interval.clustered(List.of())).isEqualTo(new Interval(0, 1));
    }

    @Test
    void shouldBeNearlyPlainWhenClustersHaveOneTrial() {
        // given
        List<Tally> clusters =
                IntStream.range(0, 400).mapToObj(i -> Tally.of(i % 4 != 0)).toList();

        // when
        Interval clustered = Interval.clustered(clusters);

        // then
        Interval plain = Interval.wilson(0.75, 400);
        assertThat(clustered.low()).isCloseTo(plain.low(), within(1e-3));
        assertThat(clustered.high()).isCloseTo(plain.high(), within(1e-3));
    }

    @Test
    void shouldCountRecordingsWhenTheirFramesAgree() {
        // given 50 recordings of 16 frames, in each of which all are right or all wrong
        List<Tally> clusters = IntStream.range(0, 50)
                .mapToObj(i -> new Tally(i < 30 ? 16 : 0, 16))
                .toList();

        // when
        Interval interval = Interval.clustered(clusters);

        // then
        Interval ofRecordings = Interval.wilson(0.6, 49);
        assertThat(interval.low()).isCloseTo(ofRecordings.low(), within(1e-9));
        assertThat(interval.high()).isCloseTo(ofRecordings.high(), within(1e-9));
    }

    @Test
    void shouldNotBeCertainWhenAllAreRight() {
        // given
        List<Tally> clusters = Collections.nCopies(10, new Tally(16, 16));

        // when, then each recording counts once
        assertThat(Interval.clustered(clusters)).isEqualTo(Interval.wilson(1, 10));
    }

    @Test
    void shouldNeverCountMoreThanAllFrames() {
        // given recordings that all have the same accuracy, so that their variance is far below that of frames
        List<Tally> clusters = Stream.concat(
                        Collections.nCopies(20, new Tally(8, 16)).stream(), Stream.of(new Tally(9, 16)))
                .toList();

        // when, then
        assertThat(Interval.clustered(clusters)).isEqualTo(Interval.wilson(169 / 336.0, 336));
    }
}
