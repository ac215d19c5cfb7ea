package dev.solera.gateway.label;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.SingularValueDecomposition;

/**
 * Ridge regression on what class samples have, 1 for their own and 0 for the others: a line's estimate of how probable each class is,
 * cut off at 0 and brought to a sum of 1. It is solved in closed form by the singular vectors of all samples, which serve every
 * strength of the ridge, and are found whether samples or features are more, and whether or not they depend on each other; that
 * strength is taken which tells each sample best from all others (leave-one-out, which has a closed form too). Features are standardised.
 */
public final class RidgeClassifier implements LabelClassifier {

    /** Strengths that are tried, in parts of the mean square of a sample. */
    private static final double[] STRENGTHS = {1e-4, 1e-3, 1e-2, 1e-1, 1, 10};

    private static final double NOTHING = 1e-12;

    private final String label;
    private final List<String> classes;
    private final double[] mean;
    private final double[] scale;
    private final double[][] weights;
    private final double[] priors;

    private RidgeClassifier(
            String label, List<String> classes, double[] mean, double[] scale, double[][] weights, double[] priors) {
        this.label = label;
        this.classes = classes;
        this.mean = mean;
        this.scale = scale;
        this.weights = weights;
        this.priors = priors;
    }

    /**
     * Of samples whose classes are known; empty where they are all of one.
     *
     * @param names of classes by number; numbers where there are none
     */
    public static Optional<RidgeClassifier> fit(
            String label, List<float[]> embeddings, List<Integer> classes, List<String> names) {
        List<Integer> numbers = new ArrayList<>(new TreeSet<>(classes));
        if (numbers.size() < 2) {
            return Optional.empty();
        }
        int width = embeddings.get(0).length;
        double[] mean = new double[width];
        double[] scale = new double[width];
        standardise(embeddings, mean, scale);
        double[][] rows = embeddings.stream()
                .map(embedding -> standard(embedding, mean, scale))
                .toArray(double[][]::new);
        double[] priors = new double[numbers.size()];
        classes.forEach(number -> priors[numbers.indexOf(number)] += 1.0 / classes.size());
        double[][] wanted = new double[rows.length][numbers.size()];
        for (int i = 0; i < rows.length; i++) {
            for (int c = 0; c < priors.length; c++) {
                wanted[i][c] = (numbers.get(c).equals(classes.get(i)) ? 1 : 0) - priors[c];
            }
        }
        RealMatrix features = new Array2DRowRealMatrix(rows, false);
        double[][] weights = solved(features, new Array2DRowRealMatrix(wanted, false));
        List<String> named = numbers.stream()
                .map(number -> number < names.size() ? names.get(number) : Integer.toString(number))
                .toList();
        return Optional.of(new RidgeClassifier(label, named, mean, scale, weights, priors));
    }

    private static void standardise(List<float[]> embeddings, double[] mean, double[] scale) {
        for (float[] embedding : embeddings) {
            for (int f = 0; f < mean.length; f++) {
                mean[f] += embedding[f] / embeddings.size();
            }
        }
        for (float[] embedding : embeddings) {
            for (int f = 0; f < mean.length; f++) {
                double apart = embedding[f] - mean[f];
                scale[f] += apart * apart / embeddings.size();
            }
        }
        for (int f = 0; f < mean.length; f++) {
            scale[f] = scale[f] > NOTHING ? 1 / Math.sqrt(scale[f]) : 0;
        }
    }

    private static double[] standard(float[] embedding, double[] mean, double[] scale) {
        double[] standard = new double[mean.length];
        for (int f = 0; f < standard.length; f++) {
            standard[f] = (embedding[f] - mean[f]) * scale[f];
        }
        return standard;
    }

    /** Weights by feature and class, of the strength that tells each sample best from all others. */
    private static double[][] solved(RealMatrix features, RealMatrix wanted) {
        SingularValueDecomposition parts = new SingularValueDecomposition(features);
        RealMatrix samples = parts.getU();
        double[] values = Arrays.stream(parts.getSingularValues())
                .map(value -> value * value)
                .toArray();
        double unit = Math.max(NOTHING, Arrays.stream(values).sum() / features.getRowDimension());
        RealMatrix turned = samples.transpose().multiply(wanted);
        double best = unit * STRENGTHS[0];
        double least = Double.POSITIVE_INFINITY;
        for (double strength : STRENGTHS) {
            double ridge = strength * unit;
            double error = leaveOneOut(samples, values, wanted, turned, ridge);
            if (error < least) {
                least = error;
                best = ridge;
            }
        }
        double[] singular = parts.getSingularValues();
        return parts.getV()
                .multiply(scaled(turned, weights(values, best, j -> singular[j])))
                .getData();
    }

    /** Of each direction, {@code of(j) / (values[j] + ridge)}. */
    private static double[] weights(double[] values, double ridge, IntToDoubleFunction of) {
        return IntStream.range(0, values.length)
                .mapToDouble(j -> of.applyAsDouble(j) / (values[j] + ridge))
                .toArray();
    }

    private static RealMatrix scaled(RealMatrix rows, double[] by) {
        RealMatrix scaled = rows.copy();
        for (int j = 0; j < by.length; j++) {
            scaled.setRowVector(j, rows.getRowVector(j).mapMultiply(by[j]));
        }
        return scaled;
    }

    /** Sum of squares of what each sample is missed by where it is not learned from. */
    private static double leaveOneOut(
            RealMatrix samples, double[] values, RealMatrix wanted, RealMatrix turned, double ridge) {
        double[] kept = weights(values, ridge, j -> values[j]);
        RealMatrix missed = wanted.subtract(samples.multiply(scaled(turned, kept)));
        int count = samples.getRowDimension();
        double error = 0;
        for (int i = 0; i < count; i++) {
            double others = 1 - 1.0 / count;
            for (int j = 0; j < kept.length; j++) {
                others -= kept[j] * samples.getEntry(i, j) * samples.getEntry(i, j);
            }
            double alone = missed.getRowVector(i).getNorm() / Math.max(NOTHING, others);
            error += alone * alone;
        }
        return error;
    }

    @Override
    public String label() {
        return label;
    }

    @Override
    public String kind() {
        return "ridge";
    }

    @Override
    public List<String> classes() {
        return classes;
    }

    @Override
    public double[] probabilities(float[] embedding) {
        double[] features = standard(embedding, mean, scale);
        double[] probable = new double[priors.length];
        double sum = 0;
        for (int c = 0; c < probable.length; c++) {
            double estimate = priors[c];
            for (int f = 0; f < features.length; f++) {
                estimate += features[f] * weights[f][c];
            }
            probable[c] = Math.max(0, estimate);
            sum += probable[c];
        }
        for (int c = 0; c < probable.length; c++) {
            probable[c] /= sum;
        }
        return probable;
    }
}
