package dev.solera.probe.classifier;

import java.util.Arrays;

/**
 * The mean negative log-likelihood of a linear softmax classifier, plus {@code l2 / 2} times the squared norm of its
 * weights (not of its biases): convex.
 *
 * <p>Parameters are {@code [classes, width]} weights, then {@code [classes]} biases. Examples go through in blocks; sums over
 * blocks are double. The inner loops add scaled rows, every array at the same index: the form that the JIT compiler turns
 * into vector instructions without knowing that the arrays do not overlap.
 */
final class SoftmaxObjective implements Lbfgs.Objective {

    private static final int BLOCK = 256;

    /** Beside that of a standardised feature, which is 1; single precision tells no less. */
    private static final double LEAST_CURVATURE = 1e-4;

    private final float[][] features;
    private final int[] targets;
    private final int width;
    private final int classes;
    private final double l2;
    private final float[][] columns;
    private final float[][] scores;
    private final float[][] slopes;
    private final Cholesky curvature;

    /**
     * @param features {@code [examples, width]}
     * @param targets {@code [examples]}, each 0 to {@code classes - 1}
     */
    SoftmaxObjective(float[][] features, int[] targets, int classes, double l2) {
        this.features = features;
        this.targets = targets;
        this.width = features[0].length;
        this.classes = classes;
        this.l2 = l2;
        this.columns = new float[width][BLOCK];
        this.scores = new float[classes][BLOCK];
        this.slopes = new float[classes][width];
        this.curvature = Cholesky.of(curvature());
    }

    /** Number of parameters. */
    int size() {
        return classes * (width + 1);
    }

    @Override
    public double evaluate(double[] at, double[] gradient) {
        Arrays.fill(gradient, 0);
        double loss = 0;
        for (int from = 0; from < targets.length; from += BLOCK) {
            int count = Math.min(BLOCK, targets.length - from);
            score(from, count, at);
            loss += toErrors(from, count);
            accumulate(from, count, gradient);
        }
        double value = loss / targets.length;
        for (int i = 0; i < gradient.length; i++) {
            gradient[i] /= targets.length;
        }
        for (int i = 0; i < classes * width; i++) {
            value += l2 / 2 * at[i] * at[i];
            gradient[i] += l2 * at[i];
        }
        return value;
    }

    /**
     * The second derivatives at the origin, where all classes are equally likely, inverted: {@code (1/classes - 1/classes^2) XᵀX /
     * examples} within a class and {@code -1/classes^2} of it between two, which is {@code 1/classes} of it in all that gradients can
     * be, as errors add up to zero over the classes. So each class is solved by itself, as are the biases: features have zero mean.
     */
    @Override
    public void precondition(double[] gradient) {
        for (int c = 0; c < classes; c++) {
            curvature.solve(gradient, c * width);
            gradient[classes * width + c] *= classes;
        }
    }

    /** {@code XᵀX / (examples * classes) + l2}, lower triangle, with something on the diagonal where features are constant or equal. */
    private double[][] curvature() {
        double[][] sums = new double[width][];
        for (int i = 0; i < width; i++) {
            sums[i] = new double[i + 1];
        }
        for (int from = 0; from < targets.length; from += BLOCK) {
            int count = Math.min(BLOCK, targets.length - from);
            transpose(from, count);
            for (int i = 0; i < width; i++) {
                float[] products = new float[i + 1];
                addRows(products, features, from, columns[i], count);
                for (int j = 0; j <= i; j++) {
                    sums[i][j] += products[j];
                }
            }
        }
        double examples = (double) targets.length * classes;
        for (int i = 0; i < width; i++) {
            for (int j = 0; j <= i; j++) {
                sums[i][j] /= examples;
            }
            sums[i][i] += l2 + LEAST_CURVATURE / classes;
        }
        return sums;
    }

    private void transpose(int from, int count) {
        for (int b = 0; b < count; b++) {
            float[] row = features[from + b];
            for (int j = 0; j < width; j++) {
                columns[j][b] = row[j];
            }
        }
    }

    /** {@code scores[c, b] = bias[c] + sum_j weights[c, j] * features[b, j]}. */
    private void score(int from, int count, double[] at) {
        transpose(from, count);
        float[] weights = new float[width];
        for (int c = 0; c < classes; c++) {
            for (int j = 0; j < width; j++) {
                weights[j] = (float) at[c * width + j];
            }
            Arrays.fill(scores[c], (float) at[classes * width + c]);
            addRows(scores[c], columns, 0, weights, width);
        }
    }

    /** Turns scores into {@code probability - [class is the target]}; returns the block's loss, nats. */
    private double toErrors(int from, int count) {
        double loss = 0;
        double[] exponentials = new double[classes];
        for (int b = 0; b < count; b++) {
            float largest = Float.NEGATIVE_INFINITY;
            for (int c = 0; c < classes; c++) {
                largest = Math.max(largest, scores[c][b]);
            }
            double sum = 0;
            for (int c = 0; c < classes; c++) {
                exponentials[c] = Math.exp(scores[c][b] - largest);
                sum += exponentials[c];
            }
            int target = targets[from + b];
            loss += Math.log(sum) + largest - scores[target][b];
            for (int c = 0; c < classes; c++) {
                scores[c][b] = (float) (exponentials[c] / sum - (c == target ? 1 : 0));
            }
        }
        return loss;
    }

    /** {@code gradient[c, j] += sum_b errors[c, b] * features[b, j]}. */
    private void accumulate(int from, int count, double[] gradient) {
        for (int c = 0; c < classes; c++) {
            float[] errors = scores[c];
            Arrays.fill(slopes[c], 0);
            addRows(slopes[c], features, from, errors, count);
            for (int j = 0; j < width; j++) {
                gradient[c * width + j] += slopes[c][j];
            }
            for (int b = 0; b < count; b++) {
                gradient[classes * width + c] += errors[b];
            }
        }
    }

    /** {@code to[i] += sum_r factors[r] * rows[first + r][i]}, four rows at a time. */
    private static void addRows(float[] to, float[][] rows, int first, float[] factors, int count) {
        int r = 0;
        for (; r + 4 <= count; r += 4) {
            addFour(to, rows, first + r, factors, r);
        }
        for (; r < count; r++) {
            addOne(to, rows[first + r], factors[r]);
        }
    }

    private static void addFour(float[] to, float[][] rows, int row, float[] factors, int factor) {
        float[] a = rows[row];
        float[] b = rows[row + 1];
        float[] c = rows[row + 2];
        float[] d = rows[row + 3];
        float fa = factors[factor];
        float fb = factors[factor + 1];
        float fc = factors[factor + 2];
        float fd = factors[factor + 3];
        for (int i = 0; i < to.length; i++) {
            to[i] += fa * a[i] + fb * b[i] + fc * c[i] + fd * d[i];
        }
    }

    private static void addOne(float[] to, float[] row, float factor) {
        for (int i = 0; i < to.length; i++) {
            to[i] += factor * row[i];
        }
    }
}
