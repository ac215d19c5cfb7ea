package dev.solera.ingest.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.solera.ingest.corpus.InvalidSourceException;
import dev.solera.ingest.corpus.Recording;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SamplePlanTest {

    private static final long SEED = 5;
    private static final int[] LENGTHS = {500, 30, -400, 250, 100, -40, 60, 990};

    @Test
    void shouldVisitEveryRecordingOnceAnEpoch() {
        SamplePlan plan = plan("pad", SEED);

        for (int epoch = 0; epoch < 3; epoch++) {
            List<Integer> order = order(plan, epoch);
            assertThat(order).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7);
        }
        assertThat(order(plan, 0)).isNotEqualTo(order(plan, 1));
        assertThat(order(plan, 0)).isNotEqualTo(order(plan("pad", SEED + 1), 0));
        assertThat(plan.trainRecordings()).isEqualTo(6);
    }

    @Test
    void shouldRefuseWhenNothingIsLeftToTrainOn() {
        var definition = Recordings.definition("pad", "none", SEED);

        assertThatThrownBy(() -> new SamplePlan(definition, new Recordings(-100, -200).recordings()))
                .isInstanceOf(InvalidSourceException.class)
                .hasMessageContaining("no recording to train on");
    }

    @Test
    void shouldSubstituteARecordingOfTheSamePurposeUntilNoneIsLeft() {
        SamplePlan plan = plan("pad", SEED);
        for (long sample = 0; sample < 8; sample++) {
            Recording turn = plan.turn(sample);
            int alike = turn.heldOut() ? 2 : 6;
            Set<Integer> seen = new HashSet<>(Set.of(turn.index()));
            for (int attempt = 1; attempt < alike; attempt++) {
                Recording substitute = plan.substitute(sample, attempt).orElseThrow();
                assertThat(substitute.heldOut()).isEqualTo(turn.heldOut());
                assertThat(seen.add(substitute.index())).isTrue();
            }
            assertThat(plan.substitute(sample, alike)).isEmpty();
        }
    }

    private static SamplePlan plan(String shortClips, long seed) {
        return new SamplePlan(Recordings.definition(shortClips, "none", seed), new Recordings(LENGTHS).recordings());
    }

    private static List<Integer> order(SamplePlan plan, int epoch) {
        List<Integer> order = new ArrayList<>();
        for (int place = 0; place < LENGTHS.length; place++) {
            order.add(plan.turn((long) epoch * LENGTHS.length + place).index());
        }
        return order;
    }
}
