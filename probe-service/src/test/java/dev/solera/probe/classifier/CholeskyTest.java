package dev.solera.probe.classifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CholeskyTest {

    @Test
    void shouldSolveWhatWasMultiplied() {
        // given A = B Bᵀ + 1 of random B, and b = A x behind a value of another's
        long seed = 17;
        SplittableRandom random = new SplittableRandom(seed);
        int size = 9;
        double[][] factor = new double[size][size];
        double[][] matrix = new double[size][size];
        double[][] lower = new double[size][];
        for (double[] row : factor) {
            for (int j = 0; j < size; j++) {
                row[j] = random.nextGaussian();
            }
        }
        for (int i = 0; i < size; i++) {
            lower[i] = new double[i + 1];
            for (int j = 0; j < size; j++) {
                matrix[i][j] = i == j ? 1 : 0;
                for (int k = 0; k < size; k++) {
                    matrix[i][j] += factor[i][k] * factor[j][k];
                }
                if (j <= i) {
                    lower[i][j] = matrix[i][j];
                }
            }
        }
        double[] x = random.doubles(size, -1, 1).toArray();
        double[] b = new double[size + 2];
        b[0] = 7;
        b[size + 1] = 8;
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                b[i + 1] += matrix[i][j] * x[j];
            }
        }

        // when
        Cholesky.of(lower).solve(b, 1);

        // then
        for (int i = 0; i < size; i++) {
            assertThat(b[i + 1]).as("seed %d, value %d", seed, i).isCloseTo(x[i], within(1e-10));
        }
        assertThat(b[0]).isEqualTo(7);
        assertThat(b[size + 1]).isEqualTo(8);
    }

    @Test
    void shouldRefuseWhatIsNotPositiveDefinite() {
        assertThatThrownBy(() -> Cholesky.of(new double[][] {{1}, {2, 1}}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("pivot 1 is -3.0; allowed: more than 0");
    }
}
