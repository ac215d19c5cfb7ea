package dev.solera.ingest.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.solera.activation.Purpose;
import dev.solera.activation.Sample;
import dev.solera.ingest.corpus.Corpus;
import dev.solera.ingest.corpus.InvalidSourceException;
import dev.solera.ingest.corpus.Recording;
import dev.solera.stream.StreamCounts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SampleSequenceTest {

    private static final int[] LENGTHS = {500, 130, -400, 250, 100, -140, 160, 290};

    @Test
    void shouldTrainOnExactlyTheStepsAskedForThenEvaluate() {
        SampleSequence sequence = sequence(new Recordings(LENGTHS), new RunLength.Steps(10));

        List<Sample> samples = drain(sequence);

        assertThat(sequence.trainSamples()).isEqualTo(40);
        assertThat(count(samples, Purpose.TRAIN)).isEqualTo(40);
        assertThat(count(samples, Purpose.HELD_OUT)).isPositive();
        assertThat(count(samples, Purpose.EVALUATE_TRAIN)).isEqualTo(5 + 1 + 2 + 1 + 1 + 2);
        assertThat(count(samples, Purpose.EVALUATE_HELD_OUT)).isEqualTo(4 + 1);
        assertThat(samples)
                .extracting(Sample::purpose)
                .isSortedAccordingTo((a, b) -> Boolean.compare(a.isEvaluation(), b.isEvaluation()));
        for (int i = 0; i < samples.size(); i++) {
            assertThat(samples.get(i).sequence()).isEqualTo(i);
        }
    }

    @Test
    void shouldGiveWhatIsLearnedFromByItselfAndTheEvaluationPassBehindIt() {
        SampleSequence sequence = sequence(new Recordings(LENGTHS), new RunLength.Steps(10));
        List<Sample> learned = new ArrayList<>();

        sequence.learning().forEachRemaining(learned::add);

        assertThat(learned).noneMatch(sample -> sample.purpose().isEvaluation());
        assertThat(count(learned, Purpose.TRAIN)).isEqualTo(40);
        List<Sample> rest = drain(sequence);
        assertThat(rest).hasSize(17).allMatch(sample -> sample.purpose().isEvaluation());
        assertThat(rest.get(0).sequence()).isEqualTo(learned.size());
    }

    @Test
    void shouldTrainOnEveryRecordingOnceAnEpoch() {
        List<Sample> samples = drain(sequence(new Recordings(LENGTHS), new RunLength.Epochs(3)));

        assertThat(count(samples, Purpose.TRAIN)).isEqualTo(18);
        assertThat(samples.stream().filter(sample -> sample.purpose() == Purpose.TRAIN && sample.recording() == 3))
                .hasSize(3);
    }

    @Test
    void shouldGoStraightToTheEvaluationPassWhenLearningIsEndedEarly() {
        SampleSequence sequence = sequence(new Recordings(LENGTHS), new RunLength.Endless());
        for (int i = 0; i < 13; i++) {
            assertThat(sequence.next())
                    .get()
                    .matches(sample -> !sample.purpose().isEvaluation());
        }

        sequence.askForEnd();

        List<Sample> rest = drain(sequence);
        assertThat(sequence.trainSamples()).isEqualTo(RunLength.UNKNOWN);
        assertThat(rest).hasSize(17).allMatch(sample -> sample.purpose().isEvaluation());
        assertThat(rest.get(0).sequence()).isEqualTo(13);
    }

    @Test
    void shouldCountWhatWasPublishedAsLearningWhenItsEndWasAskedForSince() {
        // given one that is told to end before it is told what was published
        SampleSequence sequence = sequence(new Recordings(LENGTHS), new RunLength.Endless());
        sequence.askForEnd();

        // when
        StreamCounts counts = sequence.skip(13, RunLength.UNKNOWN).get(0);

        // then
        assertThat(counts.of(Purpose.TRAIN) + counts.of(Purpose.HELD_OUT)).isEqualTo(13);
        assertThat(counts.evaluates()).isFalse();
        assertThat(drain(sequence))
                .hasSize(17)
                .allMatch(sample -> sample.purpose().isEvaluation());
        assertThat(sequence.learned()).isEqualTo(13);
    }

    @Test
    void shouldLearnUpToWhereItWasDecidedToEndWhenLessWasPublished() {
        // given a run whose learning was ended behind 20 samples
        SampleSequence first = sequence(new Recordings(LENGTHS), new RunLength.Endless());
        for (int i = 0; i < 20; i++) {
            first.next();
        }
        first.askForEnd();
        List<Sample> rest = drain(first);

        for (int published : new int[] {0, 13, 20, 25}) {
            // when another one goes on from wherever, whatever is asked of it
            SampleSequence second = sequence(new Recordings(LENGTHS), new RunLength.Endless());
            StreamCounts counts = second.skip(published, first.learned()).get(0);
            second.askForEnd();
            List<Sample> samples = drain(second);

            // then
            assertThat(counts.total() + samples.size()).isEqualTo(20 + rest.size());
            assertThat(counts.of(Purpose.TRAIN) + counts.of(Purpose.HELD_OUT)).isEqualTo(Math.min(published, 20));
            assertThat(samples.subList(Math.max(0, 20 - published), samples.size()))
                    .extracting(Sample::purpose)
                    .isEqualTo(rest.subList(Math.max(0, published - 20), rest.size()).stream()
                            .map(Sample::purpose)
                            .toList());
        }
    }

    @Test
    void shouldNotEndBeforeWhatMayHaveBeenSentWhenAskedToEnd() {
        // given
        SampleSequence sequence = sequence(new Recordings(LENGTHS), new RunLength.Endless());
        sequence.skip(13, RunLength.UNKNOWN);
        sequence.learnAtLeast(13 + 8);

        // when
        sequence.askForEnd();

        // then
        List<Sample> samples = drain(sequence);
        assertThat(samples.subList(0, 8)).noneMatch(sample -> sample.purpose().isEvaluation());
        assertThat(samples.subList(8, samples.size()))
                .hasSize(17)
                .allMatch(sample -> sample.purpose().isEvaluation());
    }

    @Test
    void shouldKeepToItsStepsWhenTheyEndBeforeWhatMayHaveBeenSent() {
        SampleSequence sequence = sequence(new Recordings(LENGTHS), new RunLength.Steps(2));
        sequence.learnAtLeast(1000);

        List<Sample> samples = drain(sequence);

        assertThat(count(samples, Purpose.TRAIN)).isEqualTo(8);
        assertThat(sequence.learned()).isEqualTo(8 + count(samples, Purpose.HELD_OUT));
    }

    @Test
    void shouldKeepEverybodyElsesPlaceWhenARecordingIsUnreadable() {
        List<Sample> all = drain(sequence(new Recordings(LENGTHS), new RunLength.Epochs(4)));
        SampleSequence damaged = sequence(new Recordings(LENGTHS).withUnreadable(3), new RunLength.Epochs(4));

        List<Sample> samples = drain(damaged);

        assertThat(damaged.unreadable()).containsOnlyKeys("r3").containsValue("is damaged");
        assertThat(samples).hasSameSizeAs(all);
        for (int i = 0; i < all.size(); i++) {
            Sample expected = all.get(i);
            Sample actual = samples.get(i);
            assertThat(actual.purpose()).isEqualTo(expected.purpose());
            if (expected.recording() != 3) {
                assertThat(actual.recording()).isEqualTo(expected.recording());
                assertThat(actual.values()).isEqualTo(expected.values());
            } else if (expected.purpose().isEvaluation()) {
                assertThat(actual.labels().get("speaker")).containsExactly(-1);
                assertThat(actual.values()).containsOnly(0);
            } else {
                assertThat(actual.recording()).isEqualTo(4);
            }
        }
    }

    @Test
    void shouldRefuseWhenNoTrainingRecordingCanBeRead() {
        SampleSequence sequence =
                sequence(new Recordings(100, 200, -300).withUnreadable(0, 1), new RunLength.Epochs(1));

        assertThatThrownBy(() -> drain(sequence))
                .isInstanceOf(InvalidSourceException.class)
                .hasMessageContaining("no training recording that can be read, of 2");
    }

    @Test
    void shouldKeepEveryTurnWhenAJoinedClipIsUnreadable() {
        int[] clips = {30, 40, 20, -50, 60, 10, 35};
        SampleSequence damaged = sequence("join", new Recordings(clips).withUnreadable(2, 5), new RunLength.Epochs(4));
        List<Sample> all = train(sequence("join", new Recordings(clips), new RunLength.Epochs(4)));

        List<Sample> samples = train(damaged);

        assertThat(damaged.unreadable()).containsOnlyKeys("r2", "r5");
        assertThat(samples).hasSameSizeAs(all).allMatch(sample -> sample.valid() == 100);
        for (int i = 0; i < all.size(); i++) {
            int turn = all.get(i).recording();
            if (turn != 2 && turn != 5) {
                assertThat(samples.get(i).recording())
                        .as("sample %d, seed 5", i)
                        .isEqualTo(turn);
                assertThat(samples.get(i).values()[0]).isEqualTo(all.get(i).values()[0]);
            }
            for (float value : samples.get(i).values()) {
                assertThat((int) value / 10000).isNotIn(2, 5);
            }
        }
    }

    @Test
    void shouldGiveTheSameSamplesWheneverDamageIsFound() {
        int[] clips = {30, 40, 20, -50, 60, 10, 35};
        WindowPlan plan = new WindowPlan(Recordings.definition("join", "none", 5), new Recordings(clips).recordings());

        List<Sample> samples =
                train(sequence("join", new Recordings(clips).withUnreadable(2, 5), new RunLength.Epochs(4)));

        Set<String> known = Set.of("r2", "r5");
        for (int i = 0; i < samples.size(); i++) {
            Sample sample = samples.get(i);
            Recording recording = new Recordings(clips).recordings().get(sample.recording());
            Window expected = plan.window(sample.sequence() / clips.length, recording, known);
            int at = 0;
            for (Piece piece : expected.pieces()) {
                assertThat((int) sample.values()[at])
                        .as("sample %d, seed 5", i)
                        .isEqualTo(piece.recording().index() * 10000 + piece.from());
                at += piece.length();
            }
        }
    }

    @Test
    void shouldGoOnInSilenceWhenNoHeldOutRecordingCanBeRead() {
        SampleSequence sequence =
                sequence(new Recordings(100, -200, 300, -300).withUnreadable(1, 3), new RunLength.Epochs(3));

        List<Sample> samples = drain(sequence);

        assertThat(count(samples, Purpose.TRAIN)).isEqualTo(6);
        assertThat(sequence.unreadable()).containsOnlyKeys("r1", "r3");
        assertThat(samples.stream().filter(sample -> sample.purpose() == Purpose.HELD_OUT))
                .isNotEmpty()
                .allSatisfy(sample -> {
                    assertThat(sample.valid()).isZero();
                    assertThat(sample.labels().get("speaker")).containsExactly(-1);
                });
        for (int i = 0; i < samples.size(); i++) {
            assertThat(samples.get(i).sequence()).isEqualTo(i);
        }
    }

    @Test
    void shouldSayHowLongARunIs() {
        assertThat(new RunLength.Minutes(1.5).limit()).contains(Duration.ofSeconds(90));
        assertThat(new RunLength.Minutes(1.5).trainSamples(10, 8)).isEqualTo(RunLength.UNKNOWN);
        assertThat(new RunLength.Steps(3).limit()).isEmpty();
        for (Runnable wrong : List.<Runnable>of(
                () -> new RunLength.Steps(0), () -> new RunLength.Epochs(-1), () -> new RunLength.Minutes(0))) {
            assertThatThrownBy(wrong::run)
                    .isInstanceOf(InvalidSourceException.class)
                    .hasMessageEndingWith("allowed: more than 0");
        }
    }

    private static SampleSequence sequence(Corpus corpus, RunLength length) {
        return sequence("pad", corpus, length);
    }

    private static SampleSequence sequence(String shortClips, Corpus corpus, RunLength length) {
        return new SampleSequence(Recordings.definition(shortClips, "none", 5), corpus, length, 1000);
    }

    private static List<Sample> train(SampleSequence sequence) {
        return drain(sequence).stream()
                .filter(sample -> sample.purpose() == Purpose.TRAIN)
                .toList();
    }

    private static List<Sample> drain(SampleSequence sequence) {
        List<Sample> samples = new ArrayList<>();
        for (Optional<Sample> next = sequence.next(); next.isPresent(); next = sequence.next()) {
            samples.add(next.orElseThrow());
        }
        return samples;
    }

    private static long count(List<Sample> samples, Purpose purpose) {
        return samples.stream().filter(sample -> sample.purpose() == purpose).count();
    }
}
