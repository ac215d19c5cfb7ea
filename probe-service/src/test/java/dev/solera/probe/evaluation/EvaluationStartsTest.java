package dev.solera.probe.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.stream.PartitionPosition;
import java.util.List;
import org.junit.jupiter.api.Test;

class EvaluationStartsTest {

    private final EvaluationStarts starts = new EvaluationStarts(2);

    @Test
    void shouldHandOutStageOnceWhenEveryPartitionIsKnown() {
        assertThat(starts.any()).isFalse();
        assertThat(starts.add(1, 1, 70)).isEmpty();
        assertThat(starts.add(0, 0, 20)).isEmpty();
        assertThat(starts.add(1, 0, 60)).contains(List.of(PartitionPosition.at(60), PartitionPosition.at(70)));
        assertThat(starts.add(1, 0, 65)).isEmpty();
        assertThat(starts.settle(1)).isEmpty();
        assertThat(starts.any()).isTrue();
    }

    @Test
    void shouldKeepFirstStartWhenStagePublishesAgain() {
        starts.add(1, 0, 60);
        starts.add(1, 0, 90);

        assertThat(starts.add(1, 1, 70)).contains(List.of(PartitionPosition.at(60), PartitionPosition.at(70)));
    }

    @Test
    void shouldReadUnknownPartitionsFromTheirBeginningWhenSettled() {
        starts.add(1, 1, 70);

        assertThat(starts.settle(1)).contains(List.of(PartitionPosition.START, PartitionPosition.at(70)));
        assertThat(starts.settle(0)).contains(List.of(PartitionPosition.START, PartitionPosition.START));
        assertThat(starts.add(1, 0, 60)).isEmpty();
    }
}
