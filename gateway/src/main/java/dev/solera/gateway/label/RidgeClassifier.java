package dev.solera.gateway.label;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.RealMatrix;

/**
 * Ridge regression on what class samples have, 1 for their own and 0 for the others: a line's estimate of how probable each class is,
 * cut off at 0 and brought to a sum of 1. It is solved in closed form for as many unknowns as there are samples, by the eigenvectors
 * of their products, which serve every strength of the ridge; that one is taken which tells each sample best from all others
 * (leave-one-out, which has a closed form too). Features are standardised.
 */
public final class RidgeClassifier implements LabelClassifier {

    /** Strengths that are tried, in parts of the mean eigenvalue. */
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
        EigenDecomposition products = new EigenDecomposition(features.multiply(features.transpose()));
        RealMatrix vectors = products.getV();
        double[] values = Arrays.stream(products.getRealEigenvalues())
                .map(value -> Math.max(0, value))
                .toArray();
        double unit = Math.max(NOTHING, Arrays.stream(values).average().orElseThrow());
        RealMatrix turned = vectors.transpose().multiply(wanted);
        RealMatrix best = turned;
        double least = Double.POSITIVE_INFINITY;
        for (double strength : STRENGTHS) {
            double ridge = strength * unit;
            RealMatrix duals = vectors.multiply(damped(turned, values, ridge));
            double error = leaveOneOut(vectors, values, duals, ridge);
            if (error < least) {
                least = error;
                best = duals;
            }
        }
        return features.transpose().multiply(best).getData();
    }

    private static RealMatrix damped(RealMatrix turned, double[] values, double ridge) {
        RealMatrix damped = turned.copy();
        for (int j = 0; j < values.length; j++) {
            damped.setRowVector(j, turned.getRowVector(j).mapMultiply(1 / (values[j] + ridge)));
        }
        return damped;
    }

    /** Sum of squares of what each sample is missed by where it is not learned from. */
    private static double leaveOneOut(RealMatrix vectors, double[] values, RealMatrix duals, double ridge) {
        int samples = values.length;
        double error = 0;
        for (int i = 0; i < samples; i++) {
            double own = -1.0 / samples;
            for (int j = 0; j < samples; j++) {
                own += ridge * vectors.getEntry(i, j) * vectors.getEntry(i, j) / (values[j] + ridge);
            }
            double missed = duals.getRowVector(i).getNorm() * ridge / Math.max(NOTHING, own);
            error += missed * missed;
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
