package dev.solera.probe.classifier;

import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Counts, sums and second moments of labelled examples: all that {@link LinearDiscriminant} has to know of them. Moments of two sets of
 * examples add up to those of both, so that old examples can be forgotten a set at a time and exactly.
 *
 * <p>Sums are of differences from an origin, which is to lie where the features do: their squares would otherwise swallow what they
 * differ by. Not safe for several threads.
 */
public final class Moments {

    private final float[] origin;
    private final SortedMap<Integer, ClassSum> classes = new TreeMap<>();

    /** Lower triangle by rows, of sums of products over all classes. */
    private final double[][] products;

    private final double[] difference;
    private long count;

    /** One class: how many examples, and the sum of them. */
    record ClassSum(long count, double[] sum) {}

    /** @param origin kept, not copied */
    public Moments(float[] origin) {
        this.origin = origin;
        this.difference = new double[origin.length];
        this.products = new double[origin.length][];
        for (int i = 0; i < products.length; i++) {
            products[i] = new double[i + 1];
        }
    }

    public void add(float[] row, int label) {
        for (int i = 0; i < row.length; i++) {
            difference[i] = (double) row[i] - origin[i];
        }
        for (int i = 0; i < row.length; i++) {
            addScaled(products[i], difference[i], difference, i + 1);
        }
        add(label, 1, difference);
    }

    /**
     * Of the same examples about their own mean, so that sets which have moved as a whole can be added up: who tells a class by them has
     * to take {@link #mean()} off the example.
     */
    public Moments aboutMean() {
        double[] mean = differences();
        Moments centred = new Moments(new float[origin.length]);
        for (int i = 0; i < mean.length; i++) {
            System.arraycopy(products[i], 0, centred.products[i], 0, i + 1);
            addScaled(centred.products[i], -count * mean[i], mean, i + 1);
        }
        classes.forEach((label, known) -> {
            double[] sum = known.sum().clone();
            addScaled(sum, -known.count(), mean, sum.length);
            centred.add(label, known.count(), sum);
        });
        return centred;
    }

    /** The mean of all examples. */
    public float[] mean() {
        double[] differences = differences();
        float[] mean = new float[origin.length];
        for (int i = 0; i < mean.length; i++) {
            mean[i] = (float) (origin[i] + differences[i]);
        }
        return mean;
    }

    /** Mean differences from the origin. */
    double[] differences() {
        double[] sum = new double[origin.length];
        classes.values().forEach(known -> addScaled(sum, 1.0 / count, known.sum(), sum.length));
        return sum;
    }

    /** @param other with the same origin */
    public void add(Moments other) {
        if (!Arrays.equals(origin, other.origin)) {
            throw new IllegalArgumentException("origins differ; allowed: moments about the same one");
        }
        for (int i = 0; i < products.length; i++) {
            addScaled(products[i], 1, other.products[i], i + 1);
        }
        other.classes.forEach((label, sum) -> add(label, sum.count(), sum.sum()));
    }

    /** The same, apart from this. */
    public Moments copy() {
        Moments copy = new Moments(origin);
        copy.add(this);
        return copy;
    }

    private void add(int label, long examples, double[] sum) {
        ClassSum before = classes.get(label);
        double[] sums = before == null ? new double[origin.length] : before.sum();
        addScaled(sums, 1, sum, sums.length);
        classes.put(label, new ClassSum(examples + (before == null ? 0 : before.count()), sums));
        count += examples;
    }

    private static void addScaled(double[] to, double factor, double[] what, int end) {
        for (int i = 0; i < end; i++) {
            to[i] += factor * what[i];
        }
    }

    /** Examples. */
    public long count() {
        return count;
    }

    /** The different classes, in increasing order. */
    public int[] labels() {
        return classes.keySet().stream().mapToInt(Integer::intValue).toArray();
    }

    /** By class. */
    SortedMap<Integer, ClassSum> classes() {
        return classes;
    }

    double product(int i, int j) {
        return products[i][j];
    }

    float[] origin() {
        return origin;
    }
}
