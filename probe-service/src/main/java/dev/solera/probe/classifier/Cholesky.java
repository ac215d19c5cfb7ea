package dev.solera.probe.classifier;

/**
 * A symmetric positive definite matrix as the product of a lower triangular one and its transpose, {@code A = L Lᵀ}, which solves
 * {@code A x = b} in two sweeps. Inner loops add scaled rows, as those of {@link SoftmaxObjective} do and for the same reason; so L is
 * kept by rows and by columns.
 */
final class Cholesky {

    private final double[][] rows;
    private final double[][] columns;

    private Cholesky(double[][] rows, double[][] columns) {
        this.rows = rows;
        this.columns = columns;
    }

    /**
     * @param lower triangle by rows, row i with i + 1 elements; overwritten
     * @throws IllegalArgumentException where it is not positive definite
     */
    static Cholesky of(double[][] lower) {
        int size = lower.length;
        double[][] columns = new double[size][size];
        for (int j = 0; j < size; j++) {
            double[] column = columns[j];
            for (int i = j; i < size; i++) {
                column[i] = lower[i][j];
            }
        }
        for (int j = 0; j < size; j++) {
            double[] column = columns[j];
            if (!(column[j] > 0)) {
                throw new IllegalArgumentException("pivot %d is %s; allowed: more than 0".formatted(j, column[j]));
            }
            double pivot = Math.sqrt(column[j]);
            for (int i = j; i < size; i++) {
                column[i] /= pivot;
            }
            for (int k = j + 1; k < size; k++) {
                add(columns[k], -column[k], column, k, size);
            }
        }
        for (int i = 0; i < size; i++) {
            for (int j = 0; j <= i; j++) {
                lower[i][j] = columns[j][i];
            }
        }
        return new Cholesky(lower, columns);
    }

    /** Replaces as many values of {@code b} as the matrix has rows, from {@code offset} on, by the solution. */
    void solve(double[] b, int offset) {
        int size = rows.length;
        double[] x = new double[size];
        System.arraycopy(b, offset, x, 0, size);
        for (int j = 0; j < size; j++) {
            x[j] /= columns[j][j];
            add(x, -x[j], columns[j], j + 1, size);
        }
        for (int j = size - 1; j >= 0; j--) {
            x[j] /= rows[j][j];
            add(x, -x[j], rows[j], 0, j);
        }
        System.arraycopy(x, 0, b, offset, size);
    }

    private static void add(double[] to, double factor, double[] what, int from, int end) {
        for (int i = from; i < end; i++) {
            to[i] += factor * what[i];
        }
    }
}
