package dev.solera.gateway.live;

import java.util.Arrays;

/**
 * A table of numbers over time that never grows beyond its capacity: when it is full, neighbouring rows are averaged in pairs,
 * and from then on as many arriving rows are averaged into one. Not thread-safe.
 */
final class History {

    private final double[][] columns;
    private final double[] pending;
    private int size;
    private int rowsEach = 1;
    private int pendingRows;

    /** @param capacity even, rows that are kept at most */
    History(int capacity, int columns) {
        if (capacity < 2 || capacity % 2 != 0) {
            throw new IllegalArgumentException("capacity is %d; allowed: an even number".formatted(capacity));
        }
        this.columns = new double[columns][capacity];
        this.pending = new double[columns];
    }

    /** @param row one value a column */
    void add(double... row) {
        if (row.length != columns.length) {
            throw new IllegalArgumentException("row has %d values; allowed: %d".formatted(row.length, columns.length));
        }
        for (int column = 0; column < row.length; column++) {
            pending[column] += row[column];
        }
        pendingRows++;
        if (pendingRows == rowsEach) {
            for (int column = 0; column < columns.length; column++) {
                columns[column][size] = pending[column] / pendingRows;
            }
            Arrays.fill(pending, 0);
            pendingRows = 0;
            size++;
            if (size == columns[0].length) {
                halve();
            }
        }
    }

    /** Rows so far; those that wait to be averaged are not among them. */
    int size() {
        return size;
    }

    /** One column, averaged to so many rows at most. */
    double[] column(int column, int rows) {
        int each = Math.max(1, (size + rows - 1) / rows);
        double[] thinned = new double[(size + each - 1) / each];
        for (int i = 0; i < thinned.length; i++) {
            int end = Math.min(size, (i + 1) * each);
            thinned[i] = Arrays.stream(columns[column], i * each, end).average().orElseThrow();
        }
        return thinned;
    }

    private void halve() {
        size /= 2;
        for (double[] values : columns) {
            for (int i = 0; i < size; i++) {
                values[i] = (values[2 * i] + values[2 * i + 1]) / 2;
            }
        }
        rowsEach *= 2;
    }
}
