package dev.solera.probe;

import java.util.Arrays;

/**
 * The mean negative log-likelihood of a linear softmax classifier, plus {@code l2 / 2} times the squared norm of its
 * weights (not of its biases): convex.
 *
 * <p>Parameters are {@code [classes, width]} weights, then {@code [classes]} biases. Examples go through in blocks, with
 * inner loops along contiguous floats that the JIT compiler turns into vector instructions; sums over blocks are double.
 */
final class SoftmaxObjective implements Lbfgs.Objective {

    private static final int BLOCK = 128;

    private final float[] features;
    private final int[] targets;
    private final int width;
    private final int classes;
    private final double l2;
    private final float[] weights;
    private final float[] columns;
    private final float[] scores;
    private final float[] slopes;

    /**
     * @param features {@code [examples, width]}, row-major
     * @param targets {@code [examples]}, each 0 to {@code classes - 1}
     */
    SoftmaxObjective(float[] features, int[] targets, int classes, double l2) {
        this.features = features;
        this.targets = targets;
        this.width = features.length / targets.length;
        this.classes = classes;
        this.l2 = l2;
        this.weights = new float[classes * width];
        this.columns = new float[width * BLOCK];
        this.scores = new float[classes * BLOCK];
        this.slopes = new float[classes * width];
    }

    /** Number of parameters. */
    int size() {
        return classes * (width + 1);
    }

    @Override
    public double evaluate(double[] at, double[] gradient) {
        Arrays.fill(gradient, 0);
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (float) at[i];
        }
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
        for (int i = 0; i < weights.length; i++) {
            value += l2 / 2 * at[i] * at[i];
            gradient[i] += l2 * at[i];
        }
        return value;
    }

    /** {@code scores[c, b] = bias[c] + sum_j weights[c, j] * features[b, j]}, four features at a time. */
    private void score(int from, int count, double[] at) {
        for (int b = 0; b < count; b++) {
            for (int j = 0; j < width; j++) {
                columns[j * BLOCK + b] = features[(from + b) * width + j];
            }
        }
        for (int c = 0; c < classes; c++) {
            int row = c * BLOCK;
            Arrays.fill(scores, row, row + BLOCK, (float) at[classes * width + c]);
            int w = c * width;
            int j = 0;
            for (; j + 4 <= width; j += 4) {
                addFour(scores, row, BLOCK, columns, j * BLOCK, BLOCK, weights, w + j);
            }
            for (; j < width; j++) {
                addOne(scores, row, BLOCK, columns, j * BLOCK, weights[w + j]);
            }
        }
    }

    /** Turns scores into {@code probability - [class is the target]}; returns the block's loss, nats. */
    private double toErrors(int from, int count) {
        double loss = 0;
        double[] exponentials = new double[classes];
        for (int b = 0; b < count; b++) {
            float largest = Float.NEGATIVE_INFINITY;
            for (int c = 0; c < classes; c++) {
                largest = Math.max(largest, scores[c * BLOCK + b]);
            }
            double sum = 0;
            for (int c = 0; c < classes; c++) {
                exponentials[c] = Math.exp(scores[c * BLOCK + b] - largest);
                sum += exponentials[c];
            }
            int target = targets[from + b];
            loss += Math.log(sum) + largest - scores[target * BLOCK + b];
            for (int c = 0; c < classes; c++) {
                scores[c * BLOCK + b] = (float) (exponentials[c] / sum - (c == target ? 1 : 0));
            }
        }
        return loss;
    }

    /** {@code gradient[c, j] += sum_b errors[c, b] * features[b, j]}, four examples at a time. */
    private void accumulate(int from, int count, double[] gradient) {
        Arrays.fill(slopes, 0);
        for (int c = 0; c < classes; c++) {
            int row = c * BLOCK;
            int b = 0;
            for (; b + 4 <= count; b += 4) {
                addFour(slopes, c * width, width, features, (from + b) * width, width, scores, row + b);
            }
            for (; b < count; b++) {
                addOne(slopes, c * width, width, features, (from + b) * width, scores[row + b]);
            }
            double bias = 0;
            for (int i = 0; i < count; i++) {
                bias += scores[row + i];
            }
            gradient[classes * width + c] += bias;
        }
        for (int i = 0; i < slopes.length; i++) {
            gradient[i] += slopes[i];
        }
    }

    /** {@code to[i] += f0 * rows[i] + f1 * rows[stride + i] + ...} for four factors {@code f}. */
    private static void addFour(
            float[] to, int at, int length, float[] rows, int first, int stride, float[] factors, int f) {
        float f0 = factors[f];
        float f1 = factors[f + 1];
        float f2 = factors[f + 2];
        float f3 = factors[f + 3];
        int second = first + stride;
        int third = second + stride;
        int fourth = third + stride;
        for (int i = 0; i < length; i++) {
            to[at + i] += f0 * rows[first + i] + f1 * rows[second + i] + f2 * rows[third + i] + f3 * rows[fourth + i];
        }
    }

    private static void addOne(float[] to, int at, int length, float[] row, int first, float factor) {
        for (int i = 0; i < length; i++) {
            to[at + i] += factor * row[first + i];
        }
    }
}
