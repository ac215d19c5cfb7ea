package dev.solera.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ValidationSplitTest {

    private static final ValidationSplit SPLIT = new ValidationSplit(0.15, 1);

    @Test
    void shouldTakeExpectedPartOfRecordings() {
        // when
        long taken = IntStream.range(0, 10_000).filter(SPLIT::isValidation).count();

        // then
        assertThat(taken).isBetween(1400L, 1600L);
    }

    @Test
    void shouldKeepWindowsOfRecordingTogether() {
        // given five windows of each of a hundred recordings
        Examples train = new Examples();
        for (int i = 0; i < 500; i++) {
            train.add(new float[] {i}, 0, i / 5);
        }

        // when
        Examples validation = train.where(SPLIT::isValidation);
        Examples fit = train.where(recording -> !SPLIT.isValidation(recording));

        // then
        assertThat(validation.size() + fit.size()).isEqualTo(500);
        assertThat(validation.size()).isPositive().isEqualTo(5 * recordings(validation).length);
        assertThat(Arrays.stream(recordings(fit)).noneMatch(r -> Arrays.binarySearch(recordings(validation), r) >= 0))
                .isTrue();
    }

    @Test
    void shouldNotChangeWhenOtherRecordingsCome() {
        // then the split is a function of the recording alone
        assertThat(IntStream.range(0, 100).filter(SPLIT::isValidation).toArray())
                .isEqualTo(IntStream.range(0, 1000)
                        .filter(SPLIT::isValidation)
                        .filter(recording -> recording < 100)
                        .toArray());
    }

    private static int[] recordings(Examples examples) {
        return IntStream.range(0, examples.size())
                .map(examples::recording)
                .distinct()
                .sorted()
                .toArray();
    }
}
