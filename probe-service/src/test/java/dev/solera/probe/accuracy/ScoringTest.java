package dev.solera.probe.accuracy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.probe.classifier.Examples;
import dev.solera.probe.classifier.ProbeBudget;
import dev.solera.probe.classifier.SoftmaxProbe;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ScoringTest {

    /** Tells the sign of its feature, with more certainty further from zero. */
    private final SoftmaxProbe probe = sign();

    @Test
    void shouldLetWindowsVoteWhenLabelIsOfRecording() {
        // given a recording whose one certain window outweighs two weak ones, and one for which it does not
        Examples examples = new Examples();
        examples.add(new float[] {-0.2f}, 1, 10);
        examples.add(new float[] {-0.2f}, 1, 10);
        examples.add(new float[] {2}, 1, 10);
        examples.add(new float[] {-1}, 1, 11);
        examples.add(new float[] {0.5f}, 1, 11);

        // when
        Map<Integer, Tally> tallies = Scoring.byRecording(Scoring.decisions(probe, examples, false));

        // then
        assertThat(tallies).isEqualTo(Map.of(10, new Tally(1, 1), 11, new Tally(0, 1)));
    }

    @Test
    void shouldCountFramesSinglyWhenLabelIsOfFrames() {
        // given
        Examples examples = new Examples();
        examples.add(new float[] {-1}, 0, 10);
        examples.add(new float[] {-1}, 1, 10);
        examples.add(new float[] {1}, 1, 10);
        examples.add(new float[] {1}, 1, 11);

        // when
        Map<Integer, Tally> tallies = Scoring.byRecording(Scoring.decisions(probe, examples, true));

        // then
        assertThat(tallies).isEqualTo(Map.of(10, new Tally(2, 3), 11, new Tally(1, 1)));
        assertThat(Scoring.total(tallies)).isEqualTo(new Tally(3, 4));
    }

    @Test
    void shouldCountARareClassAsMuchAsACommonOneWhenTheMeanIsPerClass() {
        // given three of four right of one class, and the only one of another wrong
        Examples examples = new Examples();
        examples.add(new float[] {1}, 1, 10);
        examples.add(new float[] {1}, 1, 11);
        examples.add(new float[] {1}, 1, 12);
        examples.add(new float[] {-1}, 1, 13);
        examples.add(new float[] {1}, 0, 14);

        // when
        double perClass = Scoring.perClass(Scoring.decisions(probe, examples, false));

        // then
        assertThat(perClass).isEqualTo((0.75 + 0) / 2);
    }

    @Test
    void shouldCountClassAsWrongWhenProbeNeverSawIt() {
        // given
        Examples examples = new Examples();
        examples.add(new float[] {1}, 9, 10);

        // when, then
        assertThat(Scoring.byRecording(Scoring.decisions(probe, examples, false)))
                .isEqualTo(Map.of(10, new Tally(0, 1)));
    }

    private static SoftmaxProbe sign() {
        Examples examples = new Examples();
        for (int i = 0; i < 20; i++) {
            examples.add(new float[] {i % 2 == 0 ? -1 : 1}, i % 2, i);
        }
        return SoftmaxProbe.fit(examples, new ProbeBudget(1e-3, 100));
    }
}
