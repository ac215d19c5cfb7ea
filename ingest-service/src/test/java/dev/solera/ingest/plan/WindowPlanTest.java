package dev.solera.ingest.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.solera.activation.Purpose;
import dev.solera.ingest.corpus.InvalidSourceException;
import dev.solera.ingest.corpus.Recording;
import dev.solera.pipeline.PipelineDefinition;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WindowPlanTest {

    private static final long SEED = 5;
    private static final int[] LENGTHS = {500, 30, -400, 250, 100, -40, 60, 990};

    @ParameterizedTest
    @ValueSource(strings = {"pad", "join", "join-within:speaker"})
    void shouldDependOnDefinitionAndListingAloneWhateverWasAskedBefore(String shortClips) {
        List<Window> forwards = turns(shortClips, SEED).first(40);

        Turns other = turns(shortClips, SEED);
        for (int sample = 39; sample >= 0; sample--) {
            assertThat(other.window(sample))
                    .as("sample %d, seed %d", sample, SEED)
                    .isEqualTo(forwards.get(sample));
        }
    }

    @Test
    void shouldCutOneWindowAtAnotherStartEachEpochWhenLongEnough() {
        Turns turns = turns("pad", SEED);
        Set<Integer> starts = new HashSet<>();

        for (long sample = 0; sample < 400; sample++) {
            Window window = turns.window(sample);
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
        Turns turns = turns("join", SEED);
        Set<Integer> joined = new HashSet<>();

        for (long sample = 0; sample < 400; sample++) {
            Window window = turns.window(sample);
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
        Turns turns = turns("join-within:speaker", SEED);

        for (long sample = 0; sample < 400; sample++) {
            Window window = turns.window(sample);
            assertThat(window.pieces())
                    .allMatch(piece -> piece.recording().label("speaker")
                            == window.recording().label("speaker"));
        }
    }

    @Test
    void shouldRefuseWhenNoRecordingHasTheGroupingLabel() {
        assertThatThrownBy(() -> turns("join-within:accent", SEED))
                .isInstanceOf(InvalidSourceException.class)
                .hasMessageContaining("input.short-clips is join-within:accent");
    }

    @Test
    void shouldJoinOthersInTheSameOrderWhenSomeAreUnreadable() {
        Turns turns = turns("join", SEED);
        Set<String> unreadable = Set.of("r0", "r3", "r4", "r7");

        for (long sample = 0; sample < 400; sample++) {
            Recording turn = turns.order().turn(sample);
            Window window = turns.window(sample, unreadable);
            assertThat(window.recording()).isEqualTo(turn);
            assertThat(window.pieces().stream().skip(1))
                    .noneMatch(piece -> unreadable.contains(piece.recording().name()));
            Window whole = turns.window(sample);
            assertThat(window.pieces().get(0)).isEqualTo(whole.pieces().get(0));
            if (whole.pieces().stream()
                    .noneMatch(piece -> unreadable.contains(piece.recording().name()))) {
                assertThat(window).isEqualTo(whole);
            }
        }
    }

    @Test
    void shouldPadWhenNoOtherRecordingCanBeJoined() {
        Recordings corpus = new Recordings(60, 30, 40);
        Recording turn = corpus.recordings().get(0);
        WindowPlan plan = new WindowPlan(Recordings.definition("join", "none", SEED), corpus.recordings());
        Set<String> others = new HashSet<>(Set.of("r0", "r1", "r2"));
        others.remove(turn.name());

        assertThat(plan.window(0, turn, others).pieces()).containsExactly(new Piece(turn, 0, turn.length()));
    }

    /** Windows of recordings whose turn it is. */
    private record Turns(SamplePlan order, WindowPlan windows) {

        Window window(long sample) {
            return window(sample, Set.of());
        }

        Window window(long sample, Set<String> unreadable) {
            return windows.window(order.epoch(sample), order.turn(sample), unreadable);
        }

        List<Window> first(int samples) {
            return LongStream.range(0, samples).mapToObj(this::window).toList();
        }
    }

    private static Turns turns(String shortClips, long seed) {
        PipelineDefinition definition = Recordings.definition(shortClips, "none", seed);
        List<Recording> recordings = new Recordings(LENGTHS).recordings();
        return new Turns(new SamplePlan(definition, recordings), new WindowPlan(definition, recordings));
    }
}
