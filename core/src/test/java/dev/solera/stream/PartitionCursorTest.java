package dev.solera.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.solera.activation.Purpose;
import dev.solera.activation.Sample;
import dev.solera.definition.ActivationShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PartitionCursorTest {

    private final PartitionCursor cursor = PartitionCursor.lossless("topic-0", StreamCounts.NONE);

    private static List<Sample> samples(int first, int last) {
        List<Sample> samples = new ArrayList<>();
        for (int sequence = first; sequence <= last; sequence++) {
            Purpose purpose = sequence % 2 == 0 ? Purpose.TRAIN : Purpose.HELD_OUT;
            samples.add(new Sample(sequence, purpose, 0, 0, Map.of(), ActivationShape.sequence(1, 1), new float[1]));
        }
        return samples;
    }

    private static List<Sample> accept(PartitionCursor cursor, List<Sample> samples) {
        return samples.stream().filter(cursor::accept).toList();
    }

    private static List<Long> sequences(List<Sample> samples) {
        return samples.stream().map(Sample::sequence).toList();
    }

    @Test
    void shouldHandOutOnlyWhatIsNewWhenRecordsOverlap() {
        // given
        accept(cursor, samples(0, 4));

        // when
        List<Sample> fresh = accept(cursor, samples(3, 6));
        List<Sample> nothing = accept(cursor, samples(0, 2));

        // then
        assertThat(sequences(fresh)).containsExactly(5L, 6L);
        assertThat(nothing).isEmpty();
        assertThat(cursor.duplicates()).isEqualTo(5);
        assertThat(cursor.next()).isEqualTo(7);
    }

    @Test
    void shouldRefuseWhenNothingExplainsAGap() {
        // given
        accept(cursor, samples(0, 4));

        // when, then
        assertThatThrownBy(() -> accept(cursor, samples(6, 7)))
                .isInstanceOf(BrokenStreamException.class)
                .hasMessage("topic-0: next sequence is 6; allowed: 5, or a skip record that explains the gap");
        assertThatThrownBy(() -> cursor.skip(7, 8)).isInstanceOf(BrokenStreamException.class);
    }

    @Test
    void shouldGoOnWhenASkipExplainsTheGap() {
        // given
        accept(cursor, samples(0, 4));

        // when
        long skipped = cursor.skip(3, 7);

        // then
        assertThat(skipped).isEqualTo(3);
        assertThat(sequences(accept(cursor, samples(8, 9)))).containsExactly(8L, 9L);
        assertThat(cursor.counts().skipped()).isEqualTo(3);
        assertThat(cursor.skip(0, 1)).isZero();
    }

    @Test
    void shouldForgiveOneGapWhenARecordWasLostWithItsHeader() {
        // given
        accept(cursor, samples(0, 4));
        cursor.lostUnknown();

        // when
        accept(cursor, samples(7, 8));

        // then
        assertThat(cursor.counts().skipped()).isEqualTo(2);
        assertThatThrownBy(() -> accept(cursor, samples(11, 12))).isInstanceOf(BrokenStreamException.class);
    }

    @Test
    void shouldAgreeWithTheEndWhenItsOwnLossesExplainTheDifference() {
        // given a producer that sent 0 to 9, skipping 4, of which 7 and 8 were lost here
        StreamCounts sent = StreamCounts.NONE.plusSkipped(1);
        for (Sample sample : samples(0, 9)) {
            sent = sample.sequence() == 4 ? sent : sent.plus(sample);
        }
        accept(cursor, samples(0, 3));
        cursor.skip(4, 4);
        accept(cursor, samples(5, 6));
        cursor.skip(7, 8);
        accept(cursor, samples(9, 9));

        // when
        StreamCounts counts = cursor.end(sent);

        // then
        assertThat(counts.total()).isEqualTo(10);
        assertThat(counts.skipped()).isEqualTo(3);
        assertThat(counts.of(Purpose.HELD_OUT)).isEqualTo(4);
        assertThat(cursor.end(sent)).isEqualTo(counts);
    }

    @Test
    void shouldRefuseALaterGapWhenALostRecordLeftNone() {
        // given a record that could not be read, and samples behind it without a gap
        accept(cursor, samples(0, 2));
        cursor.lostUnknown();
        accept(cursor, samples(3, 4));

        // when, then
        assertThatThrownBy(() -> accept(cursor, samples(9, 9))).hasMessageContaining("next sequence is 9; allowed: 5");
    }

    @Test
    void shouldRefuseTheEndWhenCountsDoNotMatch() {
        // given
        accept(cursor, samples(0, 2));
        StreamCounts otherPurposes = StreamCounts.NONE
                .plus(samples(0, 0).get(0))
                .plus(samples(1, 1).get(0))
                .plus(samples(1, 1).get(0));
        StreamCounts fewer = StreamCounts.NONE.plus(samples(0, 0).get(0));
        StreamCounts more = cursor.counts().plus(samples(3, 3).get(0));

        // when, then
        assertThatThrownBy(() -> cursor.end(otherPurposes)).hasMessageContaining("end record says");
        assertThatThrownBy(() -> cursor.end(fewer)).hasMessageContaining("end record says");
        assertThatThrownBy(() -> cursor.end(more)).hasMessageContaining("next sequence is 4; allowed: 3");
    }

    @Test
    void shouldRefuseWhatFollowsTheEnd() {
        // given
        accept(cursor, samples(0, 4));
        cursor.end(cursor.counts());

        // when what came before is repeated
        List<Sample> fresh = accept(cursor, samples(2, 4));

        // then
        assertThat(fresh).isEmpty();
        assertThatThrownBy(() -> accept(cursor, samples(4, 5))).hasMessageContaining("5 follows the end record");
    }

    @Test
    void shouldCountWhatIsMissingWhenItIsATap() {
        // given
        PartitionCursor tap = PartitionCursor.tap("topic-0");

        // when
        accept(tap, samples(3, 4));
        accept(tap, samples(9, 9));

        // then
        assertThat(tap.missed()).isEqualTo(7);
        assertThat(tap.next()).isEqualTo(10);
    }

    @Test
    void shouldGoOnFromItsCheckpointWhenRestarted() {
        // given
        accept(cursor, samples(0, 4));
        PartitionCursor restarted = PartitionCursor.lossless("topic-0", cursor.counts());

        // when
        List<Sample> fresh = accept(restarted, samples(4, 5));

        // then
        assertThat(sequences(fresh)).containsExactly(5L);
        assertThat(restarted.counts().total()).isEqualTo(6);
    }

    @Test
    void shouldCountWhatIsMissingAsSkippedWhenItMayPassSamplesOver() {
        // given
        PartitionCursor latest = PartitionCursor.latest("topic-0", StreamCounts.NONE);

        // when a gap comes from the topic, and a sample is passed over here that was not, before a restart
        accept(latest, samples(2, 4));
        long skipped = latest.skip(5, 5);

        // then
        assertThat(skipped).isEqualTo(1);
        assertThat(latest.counts().skipped()).isEqualTo(3);
        assertThat(latest.counts().total()).isEqualTo(6);
        StreamCounts sent = StreamCounts.NONE.plusSkipped(3);
        for (Sample sample : samples(3, 5)) {
            sent = sent.plus(sample);
        }
        assertThat(latest.end(sent)).isEqualTo(latest.counts());
        assertThat(latest.missed()).isZero();
    }
}
