package dev.solera.probe.classifier;

import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Counts, sums and second moments of labelled examples: all that {@link LinearDiscriminant} has to know of them. No example
 * has to be kept.
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

    /** Mean differences from the origin. */
    double[] differences() {
        double[] sum = new double[origin.length];
        classes.values().forEach(known -> addScaled(sum, 1.0 / count, known.sum(), sum.length));
        return sum;
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
