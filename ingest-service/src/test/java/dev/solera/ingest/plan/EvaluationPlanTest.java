package dev.solera.ingest.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.activation.Purpose;
import dev.solera.pipeline.InputDefinition;
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
    void shouldBoundTrainingWindowsByWholeRecordingsButNotHeldOutOnes() {
        int[] lengths = new int[60];
        Arrays.fill(lengths, 200);
        Arrays.fill(lengths, 40, 60, -200);

        List<Window> windows = windows(DEFINITION, 25, lengths);

        assertThat(windows.stream().filter(window -> window.purpose() == Purpose.EVALUATE_TRAIN))
                .hasSize(24);
        assertThat(windows.stream().filter(window -> window.purpose() == Purpose.EVALUATE_HELD_OUT))
                .hasSize(40);
        assertThat(windows(DEFINITION, 25, lengths)).isEqualTo(windows);
        assertThat(windows(Recordings.definition("join", "none", 6), 25, lengths))
                .isNotEqualTo(windows);
    }

    private static List<Window> windows(PipelineDefinition definition, int bound, int... lengths) {
        return new EvaluationPlan(definition, new Recordings(lengths), bound).windows();
    }

    private static List<Window> allWindows(PipelineDefinition definition, int... lengths) {
        return new EvaluationPlan(definition, new Recordings(lengths), 1000).windows();
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
        var input = narrow.input();
        return new PipelineDefinition(
                narrow.pipeline(),
                new InputDefinition(input.kind(), input.sampleRate(), 1000, input.normalise(), input.shortClips()),
                narrow.batch(),
                narrow.learningRate(),
                narrow.seed(),
                narrow.wire(),
                narrow.flow(),
                narrow.modules());
    }
}
