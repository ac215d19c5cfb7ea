package dev.solera.probe.rolling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.solera.probe.accuracy.ProbeAccuracy;
import dev.solera.probe.accuracy.Representation;
import dev.solera.probe.feature.LabelledRows;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RollingProbeTest {

    private static final int WIDTH = 16;
    private static final int CLASSES = 5;
    private static final long SEED = 21;

    private final SplittableRandom random = new SplittableRandom(SEED);

    @Test
    void shouldTellThePresentAndNotThePastWhenFeaturesTurnOver() {
        // given five classes, whose corners are others from one half to the next
        RollingProbe probe = probe(400, 400);
        bring(probe, 2000, 4, 0);
        double before = row(probe).score().fraction();

        // when the second half has only just begun, and when the first half is forgotten
        bring(probe, 200, 4, 1);
        double between = row(probe).score().fraction();
        bring(probe, 2000, 4, 1);

        // then
        assertThat(before).as("seed %d", SEED).isGreaterThan(0.9);
        assertThat(between).as("seed %d", SEED).isLessThan(before);
        assertThat(row(probe).score().fraction()).as("seed %d", SEED).isGreaterThan(0.9);
        assertThat(row(probe).classes()).isEqualTo(CLASSES);
    }

    @Test
    void shouldStayAtChanceWhenFeaturesSayNothing() {
        RollingProbe probe = probe(2000, 2000);

        bring(probe, 8000, 0, 0);

        // three standard errors of 2,000 at a fifth
        assertThat(row(probe).score().fraction()).as("seed %d", SEED).isCloseTo(0.2, within(0.03));
    }

    /** Stochastic gradients stayed at chance there: each class was seen a dozen times, and the last ones seen won. */
    @Test
    void shouldTellManyClassesWhenEachWasSeenADozenTimes() {
        // given 251 classes, each with a corner of its own
        int classes = 251;
        float[][] corners = new float[classes][];
        for (int c = 0; c < classes; c++) {
            corners[c] = noise(64, 1);
        }
        RollingProbe probe = probe(12 * classes, 500);

        // when
        for (int i = 0; i < 12 * classes; i++) {
            if (i % 6 == 1) {
                int label = random.nextInt(classes);
                probe.hold(i, sample(near(corners[label]), label));
            }
            probe.learn(sample(near(corners[i % classes]), i % classes));
        }
        bringNear(probe, corners, 600);

        // then
        assertThat(row(probe).score().fraction()).as("seed %d", SEED).isGreaterThan(0.8);
        assertThat(row(probe).classes()).isEqualTo(classes);
    }

    private void bringNear(RollingProbe probe, float[][] corners, int samples) {
        for (int i = 0; i < samples; i++) {
            int label = random.nextInt(corners.length);
            probe.learn(sample(near(corners[label]), label));
            int other = random.nextInt(corners.length);
            probe.hold(1_000_000 + i, sample(near(corners[other]), other));
        }
    }

    /** As while modules learn: all features wander by more than classes stand apart. */
    @Test
    void shouldTellClassesWhenFeaturesWander() {
        RollingProbe probe = probe(400, 400);

        for (int i = 0; i < 2000; i++) {
            int label = random.nextInt(CLASSES);
            float[] row = at(label, 4, 0);
            for (int j = 0; j < WIDTH; j++) {
                row[j] += (float) (0.02 * i * (j % 3));
            }
            if (i % 4 == 0) {
                probe.hold(i, sample(row, label));
            } else {
                probe.learn(sample(row, label));
            }
        }

        assertThat(row(probe).score().fraction()).as("seed %d", SEED).isGreaterThan(0.9);
    }

    @Test
    void shouldLetTheWindowsOfARecordingVoteWhenTheLabelIsARecordings() {
        // given classes that one window tells with little certainty
        RollingProbe probe = probe(1000, 400);

        // when windows of fifty recordings come, one each an epoch
        for (int i = 0; i < 2000; i++) {
            probe.learn(sample(at(i % CLASSES, 1, 0), i % CLASSES));
            int recording = i % 50;
            probe.hold(recording, sample(at(recording % CLASSES, 1, 0), recording % CLASSES));
        }

        // then eight windows each vote
        ProbeAccuracy row = row(probe);
        assertThat(row.score().count()).isEqualTo(50);
        assertThat(row.score().fraction()).as("seed %d", SEED).isGreaterThan(0.9);
    }

    @Test
    void shouldCountFramesSinglyWhenTheLabelIsOfFrames() {
        RollingProbe probe = probe(100, 10);

        for (int i = 0; i < 100; i++) {
            probe.learn(frames(i));
            probe.hold(i % 3, frames(i));
        }

        // ten samples of two frames
        assertThat(row(probe).score().count()).isEqualTo(20);
        assertThat(row(probe).score().fraction()).as("seed %d", SEED).isEqualTo(1);
    }

    @Test
    void shouldTellNothingWhenNothingHeldOutCouldHaveBeenLearned() {
        // given two classes, and a held-out one that no training sample has, as where held-out speakers are other
        // people
        RollingProbe probe = probe(100, 20);
        assertThat(probe.row()).isEmpty();

        // when
        for (int i = 0; i < 200; i++) {
            probe.learn(sample(at(i % 2, 4, 0), i % 2));
            probe.hold(i, sample(at(4, 4, 0), 4));
            probe.hold(i, new LabelledRows(false, List.of(), new int[0]));
        }

        // then
        assertThat(probe.row()).isEmpty();

        // and when some of what is held out is known, the rest counts as wrong
        for (int i = 0; i < 100; i++) {
            probe.learn(sample(at(i % 2, 9, 0), i % 2));
            int label = i % 2 == 0 ? 0 : 4;
            probe.hold(i, sample(at(label, 9, 0), label));
        }
        assertThat(row(probe).score().fraction()).as("seed %d", SEED).isEqualTo(0.5);
    }

    private static RollingProbe probe(int memory, int window) {
        return new RollingProbe(Representation.trained(1), "speaker", RollingWindows.of(memory, window));
    }

    private static ProbeAccuracy row(RollingProbe probe) {
        return probe.row().orElseThrow();
    }

    private void bring(RollingProbe probe, int samples, double apart, int turn) {
        for (int i = 0; i < samples; i++) {
            int label = random.nextInt(CLASSES);
            LabelledRows sample = sample(at(label, apart, turn), label);
            if (i % 4 == 0) {
                probe.hold(i, sample);
            } else {
                probe.learn(sample);
            }
        }
    }

    private static LabelledRows sample(float[] row, int label) {
        return new LabelledRows(false, List.of(row), new int[] {label});
    }

    private LabelledRows frames(int first) {
        int[] labels = {first % CLASSES, (first + 1) % CLASSES};
        return new LabelledRows(true, List.of(at(labels[0], 9, 0), at(labels[1], 9, 0)), labels);
    }

    private float[] at(int label, double apart, int turn) {
        float[] row = noise(WIDTH, 1);
        for (int j = 0; j < WIDTH; j++) {
            row[j] += 100 + (j % CLASSES == (label + turn) % CLASSES ? (float) apart : 0);
        }
        return row;
    }

    private float[] near(float[] corner) {
        float[] row = noise(corner.length, 0.8);
        for (int j = 0; j < row.length; j++) {
            row[j] += corner[j];
        }
        return row;
    }

    private float[] noise(int width, double deviation) {
        float[] row = new float[width];
        for (int j = 0; j < width; j++) {
            row[j] = (float) (deviation * random.nextGaussian());
        }
        return row;
    }
}
