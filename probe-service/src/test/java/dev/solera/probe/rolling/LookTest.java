package dev.solera.probe.rolling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.activation.Purpose;
import dev.solera.activation.Sample;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.Stage;
import dev.solera.probe.Made;
import dev.solera.probe.accuracy.ProbeAccuracy;
import dev.solera.probe.accuracy.Representation;
import dev.solera.probe.classifier.ProbeBudget;
import dev.solera.probe.feature.Features;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What is told of a label that has more classes than samples are kept. */
class LookTest {

    private static final long SEED = 7;
    private static final PipelineDefinition PIPELINE = Made.pipeline();
    private static final Stage STAGE = PIPELINE.stages().get(1);

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final Look look = new Look(new Features(PIPELINE.input(), 4, 1), new ProbeBudget(1e-3, 50));

    /** Speakers stand apart by their means in every channel. */
    private void add(Purpose purpose, int recording, int speaker) {
        float[] values = new float[STAGE.shape().size()];
        int each = values.length / STAGE.shape().channels();
        SplittableRandom own = new SplittableRandom(speaker);
        for (int c = 0; c < STAGE.shape().channels(); c++) {
            double mean = 10 * own.nextDouble();
            for (int t = 0; t < each; t++) {
                values[c * each + t] = (float) (mean + 0.1 * random.nextGaussian());
            }
        }
        look.add(
                Representation.trained(1),
                STAGE,
                new Sample(
                        recording,
                        purpose,
                        recording,
                        PIPELINE.audio().window(),
                        Map.of("speaker", new int[] {speaker}),
                        STAGE.shape(),
                        values));
    }

    @Test
    void shouldTellAboutTheClassesThatCameWhenThereAreMoreThanSamples() throws Exception {
        // given 67 recordings of 251 speakers, the first look of a default run, and 33 that are held out
        for (int i = 0; i < 67; i++) {
            add(Purpose.TRAIN, i, i);
        }
        for (int i = 0; i < 33; i++) {
            add(Purpose.HELD_OUT, 100 + i, 7 * i);
        }

        // when
        List<ProbeAccuracy> rows = look.rows();

        // then speakers 0, 7, 14 ... 63 are among both
        assertThat(rows).singleElement().satisfies(row -> {
            assertThat(row.classes()).isEqualTo(67);
            assertThat(row.score().count()).isEqualTo(10);
            assertThat(row.score().fraction()).as("seed %d", SEED).isGreaterThan(0.5);
            assertThat(row.perClass()).as("seed %d", SEED).isGreaterThan(0.5);
            assertThat(row.interval().low()).isLessThan(0.8);
        });
    }

    @Test
    void shouldTellAboutAllOf251ClassesWhenMostHaveTwoExamples() throws Exception {
        // given
        for (int i = 0; i < 600; i++) {
            add(Purpose.TRAIN, i, random.nextInt(251));
        }
        for (int i = 0; i < 300; i++) {
            add(Purpose.HELD_OUT, 1000 + i, random.nextInt(251));
        }

        // when
        ProbeAccuracy row = look.rows().get(0);

        // then
        assertThat(row.classes()).as("seed %d", SEED).isBetween(200, 251);
        assertThat(row.score().count()).as("seed %d", SEED).isBetween(240L, 300L);
        assertThat(row.score().fraction()).as("seed %d", SEED).isGreaterThan(0.5);
    }

    @Test
    void shouldTellNothingWhenNoClassOfTheHeldOutCame() throws Exception {
        for (int i = 0; i < 67; i++) {
            add(Purpose.TRAIN, i, i);
            add(Purpose.HELD_OUT, 100 + i, 100 + i);
        }

        assertThat(look.rows()).isEmpty();
    }

    @Test
    void shouldTellNothingWhenNothingIsHeldOut() throws Exception {
        add(Purpose.TRAIN, 0, 0);
        add(Purpose.TRAIN, 1, 1);

        assertThat(look.rows()).isEmpty();
    }

    @Test
    void shouldTellNothingWhenAllTrainingSamplesAreOfOneClass() throws Exception {
        add(Purpose.TRAIN, 0, 3);
        add(Purpose.TRAIN, 1, 3);
        add(Purpose.HELD_OUT, 2, 3);

        assertThat(look.rows()).isEmpty();
    }
}
