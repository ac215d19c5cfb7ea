package dev.solera.benchmarks.learning;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.probe.classifier.Examples;
import dev.solera.probe.evaluation.LabelExamples;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TrialRunTest {

    private static LabelExamples heldOut(boolean perFrame, int... recordings) {
        Examples heldOut = new Examples();
        for (int recording : recordings) {
            heldOut.add(new float[] {recording}, 0, recording);
        }
        return new LabelExamples(perFrame, new Examples(), heldOut);
    }

    private static SortedMap<String, LabelExamples> withSingleWindows(LabelExamples examples) {
        return TrialRun.withSingleWindows(new TreeMap<>(Map.of("speaker", examples)));
    }

    @Test
    void shouldScoreSingleWindowsBesideVotesWhenARecordingHasSeveral() {
        LabelExamples voting = heldOut(false, 4, 4, 7);

        SortedMap<String, LabelExamples> both = withSingleWindows(voting);

        assertThat(both).containsOnlyKeys("speaker", "speaker, single windows").containsEntry("speaker", voting);
        assertThat(both.get("speaker, single windows").perFrame()).isTrue();
        assertThat(both.get("speaker, single windows").heldOut()).isSameAs(voting.heldOut());
    }

    @Test
    void shouldScoreNothingTwiceWhenRecordingsAreWindowsOrFramesAreScored() {
        assertThat(withSingleWindows(heldOut(false, 4, 7))).containsOnlyKeys("speaker");
        assertThat(withSingleWindows(heldOut(true, 4, 4))).containsOnlyKeys("speaker");
    }
}
