package dev.solera.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.solera.pipeline.Seeds;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeltaOrthogonalTest {

    private static final long SEED = 7;

    @ParameterizedTest
    @CsvSource({"12, 12, 3", "16, 4, 1", "4, 16, 3", "8, 1, 5", "3, 2, 4"})
    void shouldTurnChannelsAtTheKernelsCentreAndBeZeroElsewhere(int outputs, int inputs, int kernel) {
        // when
        var spec = new ParameterSpec(
                "weight",
                List.of((long) outputs, (long) inputs, (long) kernel, (long) kernel),
                1,
                Start.DELTA_ORTHOGONAL);
        float[] values = spec.initial(Seeds.generator(SEED, "start"));

        // then
        int centre = (kernel - 1) / 2 * (kernel + 1);
        double[][] matrix = new double[outputs][inputs];
        for (int at = 0; at < values.length; at++) {
            if (at % (kernel * kernel) == centre) {
                int channel = at / (kernel * kernel);
                matrix[channel / inputs][channel % inputs] = values[at];
            } else {
                assertThat(values[at]).as("seed %d, value %d", SEED, at).isZero();
            }
        }
        double[][] vectors = outputs < inputs ? matrix : transposed(matrix);
        for (int a = 0; a < vectors.length; a++) {
            for (int b = 0; b < vectors.length; b++) {
                double product = 0;
                for (int i = 0; i < vectors[a].length; i++) {
                    product += vectors[a][i] * vectors[b][i];
                }
                assertThat(product)
                        .as("seed %d, vectors %d and %d", SEED, a, b)
                        .isCloseTo(a == b ? 2 : 0, within(1e-6));
            }
        }
    }

    private static double[][] transposed(double[][] matrix) {
        double[][] transposed = new double[matrix[0].length][matrix.length];
        for (int i = 0; i < matrix.length; i++) {
            for (int j = 0; j < matrix[i].length; j++) {
                transposed[j][i] = matrix[i][j];
            }
        }
        return transposed;
    }
}
