package dev.solera.benchmarks.learning;

/** The cosine of the angle between two vectors that come in parts. */
final class Cosine {

    private double product;
    private double left;
    private double right;

    void add(double[] a, double[] b) {
        if (a.length != b.length) {
            throw new IllegalArgumentException("parts are of %d and %d; allowed: alike".formatted(a.length, b.length));
        }
        for (int i = 0; i < a.length; i++) {
            product += a[i] * b[i];
            left += a[i] * a[i];
            right += b[i] * b[i];
        }
    }

    /** From -1 to 1; NaN where one of them is zero. */
    double value() {
        return product / Math.sqrt(left * right);
    }
}
