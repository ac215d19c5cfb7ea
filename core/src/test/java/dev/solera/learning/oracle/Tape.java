package dev.solera.learning.oracle;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * Operations on matrices in the order in which they were done, so that gradients can be sent back through them: reverse-mode
 * differentiation in plain loops.
 */
final class Tape {

    private final Deque<Runnable> adjoints = new ArrayDeque<>();

    /** Takes note of how the gradient of a result is sent back to its operands. */
    void record(Runnable adjoint) {
        adjoints.push(adjoint);
    }

    /** Sends the gradient of a scalar back to everything that it was made of. */
    void backward(Matrix scalar) {
        scalar.gradient[0] = 1;
        adjoints.forEach(Runnable::run);
    }

    /** {@code x wᵀ}, {@code [rows of x, rows of w]}. */
    Matrix product(Matrix x, Matrix w) {
        Matrix y = new Matrix(x.rows, w.rows);
        int n = x.columns;
        for (int i = 0; i < x.rows; i++) {
            for (int j = 0; j < w.rows; j++) {
                double sum = 0;
                for (int c = 0; c < n; c++) {
                    sum += x.values[i * n + c] * w.values[j * n + c];
                }
                y.values[i * w.rows + j] = sum;
            }
        }
        record(() -> {
            for (int i = 0; i < x.rows; i++) {
                for (int j = 0; j < w.rows; j++) {
                    double g = y.gradient[i * w.rows + j];
                    for (int c = 0; g != 0 && c < n; c++) {
                        x.gradient[i * n + c] += g * w.values[j * n + c];
                        w.gradient[j * n + c] += g * x.values[i * n + c];
                    }
                }
            }
        });
        return y;
    }

    /** {@code x} with {@code bias}, one row, added to every row. */
    Matrix plusRow(Matrix x, Matrix bias) {
        Matrix y = new Matrix(x.rows, x.columns);
        for (int i = 0; i < y.values.length; i++) {
            y.values[i] = x.values[i] + bias.values[i % x.columns];
        }
        record(() -> {
            for (int i = 0; i < y.values.length; i++) {
                x.gradient[i] += y.gradient[i];
                bias.gradient[i % x.columns] += y.gradient[i];
            }
        });
        return y;
    }

    Matrix plus(Matrix a, Matrix b) {
        Matrix y = new Matrix(a.rows, a.columns);
        for (int i = 0; i < y.values.length; i++) {
            y.values[i] = a.values[i] + b.values[i];
        }
        record(() -> {
            for (int i = 0; i < y.values.length; i++) {
                a.gradient[i] += y.gradient[i];
                b.gradient[i] += y.gradient[i];
            }
        });
        return y;
    }

    /** Element by element. */
    Matrix times(Matrix a, Matrix b) {
        Matrix y = new Matrix(a.rows, a.columns);
        for (int i = 0; i < y.values.length; i++) {
            y.values[i] = a.values[i] * b.values[i];
        }
        record(() -> {
            for (int i = 0; i < y.values.length; i++) {
                a.gradient[i] += y.gradient[i] * b.values[i];
                b.gradient[i] += y.gradient[i] * a.values[i];
            }
        });
        return y;
    }

    Matrix relu(Matrix x) {
        return map(x, value -> Math.max(0, value), result -> result > 0 ? 1 : 0);
    }

    Matrix sigmoid(Matrix x) {
        return map(x, value -> 1 / (1 + Math.exp(-value)), result -> result * (1 - result));
    }

    Matrix tanh(Matrix x) {
        return map(x, Math::tanh, result -> 1 - result * result);
    }

    /** {@code 1 - x}. */
    Matrix complement(Matrix x) {
        return map(x, value -> 1 - value, result -> -1);
    }

    /** @param slope the function's derivative, given its result */
    private Matrix map(Matrix x, DoubleUnaryOperator function, DoubleUnaryOperator slope) {
        Matrix y = new Matrix(x.rows, x.columns);
        for (int i = 0; i < y.values.length; i++) {
            y.values[i] = function.applyAsDouble(x.values[i]);
        }
        record(() -> {
            for (int i = 0; i < y.values.length; i++) {
                x.gradient[i] += y.gradient[i] * slope.applyAsDouble(y.values[i]);
            }
        });
        return y;
    }

    /**
     * Values of {@code x} in another order, repeats allowed.
     *
     * @param from for every value of the result its place in {@code x}, or -1 for zero
     */
    Matrix gather(Matrix x, int rows, int columns, int[] from) {
        Matrix y = new Matrix(rows, columns);
        for (int i = 0; i < from.length; i++) {
            y.values[i] = from[i] < 0 ? 0 : x.values[from[i]];
        }
        record(() -> {
            for (int i = 0; i < from.length; i++) {
                if (from[i] >= 0) {
                    x.gradient[from[i]] += y.gradient[i];
                }
            }
        });
        return y;
    }

    /** Rows of {@code x}, from some column on. */
    Matrix rows(Matrix x, int[] rows, int column, int columns) {
        int[] from = new int[rows.length * columns];
        for (int i = 0; i < from.length; i++) {
            from[i] = rows[i / columns] * x.columns + column + i % columns;
        }
        return gather(x, rows.length, columns, from);
    }

    /** The mean of every so many rows. */
    Matrix means(Matrix x, int group) {
        Matrix y = new Matrix(x.rows / group, x.columns);
        for (int i = 0; i < x.values.length; i++) {
            y.values[i / (group * x.columns) * x.columns + i % x.columns] += x.values[i] / group;
        }
        record(() -> {
            for (int i = 0; i < x.values.length; i++) {
                x.gradient[i] += y.gradient[i / (group * x.columns) * x.columns + i % x.columns] / group;
            }
        });
        return y;
    }

    /** The matrices, all of one size, one under the other. */
    Matrix stack(List<Matrix> parts) {
        int size = parts.get(0).values.length;
        Matrix y = new Matrix(parts.size() * parts.get(0).rows, parts.get(0).columns);
        for (int p = 0; p < parts.size(); p++) {
            System.arraycopy(parts.get(p).values, 0, y.values, p * size, size);
        }
        record(() -> {
            for (int i = 0; i < y.values.length; i++) {
                parts.get(i / size).gradient[i % size] += y.gradient[i];
            }
        });
        return y;
    }
}
