package dev.solera.gateway.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProjectionTest {

    private static final long SEED = 8;
    private static final int SAMPLES = 60;
    private static final int WIDTH = 12;

    private final SplittableRandom random = new SplittableRandom(SEED);

    /** Differs mostly along two known directions. */
    private float[][] flat(int first, int second) {
        float[][] rows = new float[SAMPLES][WIDTH];
        for (float[] row : rows) {
            for (int c = 0; c < WIDTH; c++) {
                row[c] = 5 + (float) (0.01 * (random.nextDouble() - 0.5));
            }
            row[first] += (float) (6 * (random.nextDouble() - 0.5));
            row[second] += (float) (3 * (random.nextDouble() - 0.5));
        }
        return rows;
    }

    @Test
    void shouldFindThePlaneInWhichSamplesDifferMost() {
        float[][] rows = flat(4, 9);

        Projection projection = Projection.of(rows);

        double[] alongFirst = projection.place(moved(rows[0], 4));
        double[] origin = projection.place(rows[0]);
        double[] alongOther = projection.place(moved(rows[0], 2));
        assertThat(distance(alongFirst, origin)).as("seed %d", SEED).isGreaterThan(0.3);
        assertThat(distance(alongOther, origin)).as("seed %d", SEED).isLessThan(0.02);
        assertThat(meanSquare(projection, rows)).isCloseTo(1, within(1e-6));
    }

    @ParameterizedTest
    @CsvSource({"0.0, false", "2.5, false", "-1.0, true", "3.1, true"})
    void shouldKeepSamplesWhereTheyWereWhenTheyAreTurnedOrMirrored(double angle, boolean mirrored) {
        float[][] before = flat(4, 9);
        float[][] after = new float[SAMPLES][];
        for (int i = 0; i < SAMPLES; i++) {
            after[i] = before[i].clone();
            double x = before[i][4] - 5;
            double y = (before[i][9] - 5) * (mirrored ? -1 : 1);
            after[i][4] = (float) (5 + Math.cos(angle) * x - Math.sin(angle) * y);
            after[i][9] = (float) (5 + Math.sin(angle) * x + Math.cos(angle) * y);
        }
        Projection former = Projection.of(before);
        Projection own = Projection.of(after);

        Projection steady = own.turnedTowards(places(former, before), places(own, after));

        for (int i = 0; i < SAMPLES; i++) {
            assertThat(steady.place(after[i]))
                    .as("seed %d", SEED)
                    .containsExactly(former.place(before[i]), within(1e-2));
        }
    }

    @Test
    void shouldPutAllIntoTheMiddleWhenNoneDiffers() {
        float[][] rows = new float[5][WIDTH];

        assertThat(Projection.of(rows).place(rows[3])).containsExactly(0, 0);
    }

    private static Map<Integer, double[]> places(Projection projection, float[][] rows) {
        Map<Integer, double[]> places = new LinkedHashMap<>();
        for (int i = 0; i < rows.length; i++) {
            places.put(i, projection.place(rows[i]));
        }
        return places;
    }

    private static float[] moved(float[] row, int channel) {
        float[] copy = row.clone();
        copy[channel] += 1;
        return copy;
    }

    private static double meanSquare(Projection projection, float[][] rows) {
        double sum = 0;
        for (float[] row : rows) {
            double[] place = projection.place(row);
            sum += place[0] * place[0] + place[1] * place[1];
        }
        return sum / rows.length;
    }

    private static double distance(double[] a, double[] b) {
        return Math.hypot(a[0] - b[0], a[1] - b[1]);
    }
}
