package dev.solera.probe.classifier;

/**
 * Takes features to zero mean and unit variance, as measured on the examples that a probe is fit on. A feature that is
 * constant there (a dead channel) becomes zero.
 */
final class Standardiser {

    /** A standard deviation below this part of the feature's own mean is rounding noise. */
    private static final double NOISE = 1e-7;

    private final double[] mean;
    private final double[] scale;

    private Standardiser(double[] mean, double[] scale) {
        this.mean = mean;
        this.scale = scale;
    }

    /** @param examples one or more */
    static Standardiser of(Examples examples) {
        int width = examples.width();
        int count = examples.size();
        double[] mean = new double[width];
        for (int i = 0; i < count; i++) {
            float[] row = examples.features(i);
            for (int j = 0; j < width; j++) {
                mean[j] += row[j] / (double) count;
            }
        }
        double[] variance = new double[width];
        for (int i = 0; i < count; i++) {
            float[] row = examples.features(i);
            for (int j = 0; j < width; j++) {
                double d = row[j] - mean[j];
                variance[j] += d * d / count;
            }
        }
        double[] scale = new double[width];
        for (int j = 0; j < width; j++) {
            double deviation = Math.sqrt(variance[j]);
            scale[j] = deviation > NOISE * Math.abs(mean[j]) ? 1 / deviation : 0;
        }
        return new Standardiser(mean, scale);
    }

    /** What is taken from each feature, as near as a float comes. */
    float[] means() {
        return floats(mean);
    }

    /** What that is multiplied by. */
    float[] scales() {
        return floats(scale);
    }

    /** What {@link #means()} as floats leave of a standardised feature. */
    double left(int feature) {
        return ((float) mean[feature] - mean[feature]) * scale[feature];
    }

    private static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        for (int j = 0; j < floats.length; j++) {
            floats[j] = (float) values[j];
        }
        return floats;
    }

    /** The standardised features. */
    float[] apply(float[] row) {
        float[] standardised = new float[row.length];
        for (int j = 0; j < row.length; j++) {
            standardised[j] = (float) ((row[j] - mean[j]) * scale[j]);
        }
        return standardised;
    }
}
