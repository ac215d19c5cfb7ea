package dev.solera.ingest.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.solera.activation.Purpose;
import dev.solera.ingest.corpus.InvalidSourceException;
import dev.solera.ingest.corpus.Recording;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    @ParameterizedTest
    @ValueSource(strings = {"pad", "join", "join-within:speaker"})
    void shouldDependOnDefinitionAndListingAloneWhateverWasAskedBefore(String shortClips) {
        List<Window> forwards = windows(plan(shortClips, SEED), 40);

        SamplePlan other = plan(shortClips, SEED);
        for (int sample = 39; sample >= 0; sample--) {
            assertThat(window(other, sample))
                    .as("sample %d, seed %d", sample, SEED)
                    .isEqualTo(forwards.get(sample));
        }
    }

    @Test
    void shouldCutOneWindowAtAnotherStartEachEpochWhenLongEnough() {
        SamplePlan plan = plan("pad", SEED);
        Set<Integer> starts = new HashSet<>();

        for (long sample = 0; sample < 400; sample++) {
            Window window = window(plan, sample);
            Piece piece = window.pieces().get(0);
            assertThat(window.pieces()).hasSize(1);
            assertThat(piece.length()).isEqualTo(Math.min(100, piece.recording().length()));
            assertThat(window.purpose()).isEqualTo(piece.recording().heldOut() ? Purpose.HELD_OUT : Purpose.TRAIN);
            if (piece.recording().index() == 7) {
                starts.add(piece.from());
            }
        }

        assertThat(starts).hasSizeGreaterThan(40).allMatch(start -> start >= 0 && start <= 890);
    }

    @Test
    void shouldFillTheWindowWithOthersWhenShortClipsAreJoined() {
        SamplePlan plan = plan("join", SEED);
        Set<Integer> joined = new HashSet<>();

        for (long sample = 0; sample < 400; sample++) {
            Window window = window(plan, sample);
            if (window.purpose() == Purpose.TRAIN) {
                assertThat(window.length()).isEqualTo(100);
                window.pieces().stream().skip(1).forEach(piece -> {
                    joined.add(piece.recording().index());
                    assertThat(piece.from()).isZero();
                    assertThat(piece.recording()).isNotEqualTo(window.recording());
                    assertThat(piece.recording().heldOut()).isFalse();
                });
            } else {
                assertThat(window.pieces()).hasSize(1);
            }
        }

        assertThat(joined).containsExactlyInAnyOrder(0, 1, 3, 4, 6, 7);
    }

    @Test
    void shouldJoinTheSameLabelValueOnlyWhenWithinALabel() {
        SamplePlan plan = plan("join-within:speaker", SEED);

        for (long sample = 0; sample < 400; sample++) {
            Window window = window(plan, sample);
            assertThat(window.pieces())
                    .allMatch(piece -> piece.recording().label("speaker")
                            == window.recording().label("speaker"));
        }
    }

    @Test
    void shouldRefuseWhenNoRecordingHasTheGroupingLabel() {
        assertThatThrownBy(() -> plan("join-within:accent", SEED))
                .isInstanceOf(InvalidSourceException.class)
                .hasMessageContaining("input.short-clips is join-within:accent");
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

    @Test
    void shouldJoinOthersInTheSameOrderWhenSomeAreUnreadable() {
        SamplePlan plan = plan("join", SEED);
        Set<String> unreadable = Set.of("r0", "r3", "r4", "r7");

        for (long sample = 0; sample < 400; sample++) {
            Recording turn = plan.turn(sample);
            Window window = plan.window(sample, turn, unreadable);
            assertThat(window.recording()).isEqualTo(turn);
            assertThat(window.pieces().stream().skip(1))
                    .noneMatch(piece -> unreadable.contains(piece.recording().name()));
            Window whole = plan.window(sample, turn, Set.of());
            assertThat(window.pieces().get(0)).isEqualTo(whole.pieces().get(0));
            if (whole.pieces().stream()
                    .noneMatch(piece -> unreadable.contains(piece.recording().name()))) {
                assertThat(window).isEqualTo(whole);
            }
        }
    }

    @Test
    void shouldPadWhenNoOtherRecordingCanBeJoined() {
        SamplePlan plan =
                new SamplePlan(Recordings.definition("join", "none", SEED), new Recordings(60, 30, 40).recordings());
        Recording turn = plan.turn(0);
        Set<String> others = new HashSet<>(Set.of("r0", "r1", "r2"));
        others.remove(turn.name());

        assertThat(plan.window(0, turn, others).pieces()).containsExactly(new Piece(turn, 0, turn.length()));
    }

    private static Window window(SamplePlan plan, long sample) {
        return plan.window(sample, plan.turn(sample), Set.of());
    }

    private static List<Window> windows(SamplePlan plan, int samples) {
        return LongStream.range(0, samples)
                .mapToObj(sample -> window(plan, sample))
                .toList();
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
