package dev.solera.ingest.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.activation.Purpose;
import dev.solera.pipeline.AudioInput;
import dev.solera.pipeline.PipelineDefinition;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class EvaluationPlanTest {

    private static final PipelineDefinition DEFINITION = Recordings.definition("join", "none", 5);

    /** 1000 Hz with windows of 1000 samples, so that half a second is half a window. */
    private static final PipelineDefinition WIDE = widened();

    @Test
    void shouldCutConsecutiveWindowsOfSingleClips() {
        List<Window> windows = allWindows(WIDE, 3000, 2500, 2499, -700, -100, 3001);

        assertThat(describe(windows))
                .isEqualTo("EVALUATE_TRAIN 0:0-1000 0:1000-2000 0:2000-3000 1:0-1000 1:1000-2000 1:2000-2500 "
                        + "2:0-1000 2:1000-2000 5:0-1000 5:1000-2000 5:2000-3000 EVALUATE_HELD_OUT 3:0-700 4:0-100");
    }

    @Test
    void shouldBoundWindowsByWholeRecordingsOfEitherKind() {
        int[] lengths = new int[80];
        Arrays.fill(lengths, 0, 40, 200);
        Arrays.fill(lengths, 40, 80, -200);

        List<Window> windows = windows(DEFINITION, 25, lengths);

        for (Purpose purpose : List.of(Purpose.EVALUATE_TRAIN, Purpose.EVALUATE_HELD_OUT)) {
            List<Window> those = of(windows, purpose);
            assertThat(those).hasSize(24);
            for (int i = 0; i < those.size(); i += 2) {
                assertThat(those.get(i).recording()).isEqualTo(those.get(i + 1).recording());
            }
            assertThat(of(windows(Recordings.definition("join", "none", 6), 25, lengths), purpose))
                    .isNotEqualTo(those);
        }
        assertThat(windows(DEFINITION, 25, lengths)).isEqualTo(windows);
    }

    @Test
    void shouldGoOnToShorterOnesWhenARecordingDoesNotFit() {
        for (long seed = 0; seed < 20; seed++) {
            List<Window> windows = windows(Recordings.definition("join", "none", seed), 5, 9000, 200, 200, -9000, -100);

            assertThat(describe(windows))
                    .as("seed %d", seed)
                    .isEqualTo("EVALUATE_TRAIN 1:0-100 1:100-200 2:0-100 2:100-200 EVALUATE_HELD_OUT 4:0-100");
        }
    }

    @Test
    void shouldTakeTheBeginningOfOneWhenAllAreLongerThanTheBound() {
        List<Window> windows = windows(DEFINITION, 2, 9000, 8000, -7000);

        assertThat(of(windows, Purpose.EVALUATE_TRAIN)).hasSize(2);
        assertThat(of(windows, Purpose.EVALUATE_HELD_OUT)).hasSize(2);
        assertThat(describe(windows)).endsWith("EVALUATE_HELD_OUT 2:0-100 2:100-200");
    }

    @Test
    void shouldLeaveOutRecordingsWithoutAnyLabel() {
        Recordings corpus = new Recordings(200, 200, 200, -200, -200).withoutLabels(0, 2, 3);

        List<Window> windows = new SoundSampling(DEFINITION, corpus).evaluationWindows(2);

        assertThat(describe(windows)).isEqualTo("EVALUATE_TRAIN 1:0-100 1:100-200 EVALUATE_HELD_OUT 4:0-100 4:100-200");
    }

    private static List<Window> of(List<Window> windows, Purpose purpose) {
        return windows.stream().filter(window -> window.purpose() == purpose).toList();
    }

    private static List<Window> windows(PipelineDefinition definition, int bound, int... lengths) {
        return new SoundSampling(definition, new Recordings(lengths)).evaluationWindows(bound);
    }

    private static List<Window> allWindows(PipelineDefinition definition, int... lengths) {
        return windows(definition, 1000, lengths);
    }

    private static String describe(List<Window> windows) {
        return Arrays.stream(Purpose.values())
                .filter(Purpose::isEvaluation)
                .map(purpose -> purpose + " "
                        + windows.stream()
                                .filter(window -> window.purpose() == purpose)
                                .map(window -> window.pieces().get(0))
                                .map(piece ->
                                        "%d:%d-%d".formatted(piece.recording().index(), piece.from(), piece.to()))
                                .collect(Collectors.joining(" ")))
                .collect(Collectors.joining(" "));
    }

    private static PipelineDefinition widened() {
        PipelineDefinition narrow = DEFINITION;
        AudioInput input = narrow.audio();
        return new PipelineDefinition(
                narrow.pipeline(),
                new AudioInput(input.sampleRate(), 1000, 1, input.normalise(), input.shortClips()),
                narrow.batch(),
                narrow.learningRate(),
                narrow.seed(),
                narrow.arithmetic(),
                narrow.wire(),
                narrow.flow(),
                narrow.snapshotSamples(),
                narrow.baseline(),
                narrow.train(),
                narrow.placement(),
                narrow.modules());
    }
}
