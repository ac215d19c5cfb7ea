package dev.solera.learning.oracle;

/** A matrix of doubles, row-major, with room for the gradient of a later scalar by each of them. */
final class Matrix {

    final int rows;
    final int columns;
    final double[] values;
    final double[] gradient;

    Matrix(int rows, int columns, double[] values) {
        if (values.length != rows * columns) {
            throw new IllegalArgumentException(
                    "%d values; allowed: %d, as %d by %d".formatted(values.length, rows * columns, rows, columns));
        }
        this.rows = rows;
        this.columns = columns;
        this.values = values;
        this.gradient = new double[values.length];
    }

    Matrix(int rows, int columns) {
        this(rows, columns, new double[rows * columns]);
    }
}
