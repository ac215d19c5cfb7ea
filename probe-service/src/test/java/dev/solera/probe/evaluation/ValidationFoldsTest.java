package dev.solera.probe.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ValidationFoldsTest {

    private static final ValidationFolds FOLDS = new ValidationFolds(5, 1);

    @Test
    void shouldSpreadRecordingsEvenly() {
        for (int fold = 0; fold < 5; fold++) {
            int wanted = fold;
            assertThat(IntStream.range(0, 10_000)
                            .filter(recording -> FOLDS.of(recording) == wanted)
                            .count())
                    .isBetween(1850L, 2150L);
        }
    }

    @Test
    void shouldLookAtEveryFoldOnlyWhereRecordingsVote() {
        assertThat(FOLDS.lookedAt(false)).isEqualTo(5);
        assertThat(FOLDS.lookedAt(true)).isEqualTo(1);
        assertThat(new ValidationFolds(0, 1).lookedAt(true)).isZero();
    }
}
