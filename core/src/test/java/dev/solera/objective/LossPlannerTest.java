package dev.solera.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.solera.objective.NegativesDefinition.Form;
import dev.solera.objective.NegativesDefinition.From;
import dev.solera.pipeline.Seeds;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What chance decides in a step: inside what is valid, without replacement, and the same for the same seed. */
class LossPlannerTest {

    private static final int STEPS = 100;
    private static final int[] VALID = {100, 40, 7, 60};

    @ParameterizedTest
    @EnumSource(From.class)
    void shouldDrawAPoolWithoutReplacementFromWhatIsValid(From from) {
        LossPlanner planner = planner(Form.SHARED, 64, from);
        int outside = 0;
        for (int step = 0; step < 50; step++) {
            // when
            LossPlan plan = planner.plan(VALID, Seeds.generator(1, "step", step));

            // then
            Negatives.Shared pool = (Negatives.Shared) plan.negatives();
            assertThat(pool.ofOthers()).isEqualTo(from == From.OTHER_SEQUENCES);
            Set<Integer> rows = new HashSet<>();
            for (int j = 0; j < pool.count(); j++) {
                int b = pool.sample()[j];
                int t = pool.time()[j];
                assertThat(rows.add(b * STEPS + t)).as("row drawn once").isTrue();
                assertThat(t).isBetween(0, VALID[b] - 1);
                outside += t < plan.begins()[b] || t >= plan.begins()[b] + plan.window() ? 1 : 0;
            }
        }
        assertThat(outside > 0).as("of all that is valid").isEqualTo(from != From.SUB_WINDOW);
    }

    @Test
    void shouldTakeWhatThereIsWhenFewerRowsAreValidThanThePoolWants() {
        LossPlan plan = planner(Form.SHARED, 1000, From.SEQUENCE).plan(VALID, Seeds.generator(1, "step", 0));

        assertThat(plan.negatives().count()).isEqualTo(100 + 40 + 7 + 60);
    }

    @Test
    void shouldPermuteAllPositionsWhenNegativesArePerPositionAndNothingIsPadding() {
        int[] full = {STEPS, STEPS};

        LossPlan plan = planner(Form.PER_POSITION, 3, From.SEQUENCE).plan(full, Seeds.generator(1, "step", 0));

        for (int[] rows : ((Negatives.PerPosition) plan.negatives()).rows()) {
            assertThat(rows).hasSize(2 * STEPS).doesNotHaveDuplicates();
        }
    }

    @Test
    void shouldDrawNothingOfThePaddingWhenNegativesArePerPosition() {
        // when
        LossPlan plan = planner(Form.PER_POSITION, 3, From.SEQUENCE).plan(VALID, Seeds.generator(1, "step", 0));

        // then as many as there are positions, each real one about as often as any other
        for (int[] rows : ((Negatives.PerPosition) plan.negatives()).rows()) {
            assertThat(rows).hasSize(VALID.length * STEPS);
            Map<Integer, Long> times =
                    IntStream.of(rows).boxed().collect(Collectors.groupingBy(row -> row, Collectors.counting()));
            assertThat(times.keySet()).allSatisfy(row -> assertThat(row % STEPS).isLessThan(VALID[row / STEPS]));
            assertThat(times).hasSize(100 + 40 + 7 + 60);
            assertThat(times.values()).allSatisfy(count -> assertThat(count).isBetween(1L, 2L));
        }
    }

    @Test
    void shouldBeginASubWindowAnywhereInWhatIsValid() {
        LossPlanner planner = planner(Form.SHARED, 8, From.SEQUENCE);
        Set<Integer> begins = new HashSet<>();
        for (int step = 0; step < 2_000; step++) {
            // when
            LossPlan plan = planner.plan(VALID, Seeds.generator(1, "step", step));

            // then
            assertThat(plan.begins()[2])
                    .as("of a clip shorter than the sub-window")
                    .isZero();
            assertThat(plan.begins()[1]).isBetween(0, 40 - 16);
            begins.add(plan.begins()[1]);
        }
        assertThat(begins).hasSize(40 - 16 + 1);
    }

    @Test
    void shouldNeverCountPaddingWhenSamplesAreShort() {
        LossPlan plan = planner(Form.SHARED, 8, From.SEQUENCE).plan(VALID, Seeds.generator(2, "step", 0));

        float sum = 0;
        int[] positions = new int[1];
        plan.forEachTerm((index, b, t, k) -> {
            positions[0]++;
            assertThat(plan.begins()[b] + t + k).isLessThan(VALID[b]);
        });
        for (float weight : plan.weights()) {
            sum += weight;
        }
        assertThat(positions[0]).isPositive();
        assertThat(sum).isCloseTo(1f, within(1e-4f));
    }

    @Test
    void shouldDrawTheSameWhenTheSeedIsTheSame() {
        LossPlanner planner = planner(Form.SHARED, 16, From.SEQUENCE);

        LossPlan first = planner.plan(VALID, Seeds.generator(1, "step", 3, 4));
        LossPlan again = planner.plan(VALID, Seeds.generator(1, "step", 3, 4));
        LossPlan next = planner.plan(VALID, Seeds.generator(1, "step", 3, 5));

        assertThat(again.begins()).isEqualTo(first.begins());
        assertThat(((Negatives.Shared) again.negatives()).time())
                .isEqualTo(((Negatives.Shared) first.negatives()).time())
                .isNotEqualTo(((Negatives.Shared) next.negatives()).time());
    }

    private static LossPlanner planner(Form form, int count, From from) {
        return new LossPlanner(
                new InfoNceDefinition(4, new NegativesDefinition(form, count, from), 16, false, null), STEPS);
    }
}
