package dev.solera.probe.classifier;

import dev.solera.export.Classifier;
import java.util.Arrays;

/**
 * A linear softmax classifier on standardised features: multinomial logistic regression. Fitting is a convex problem
 * solved from the origin on all examples at once, so that the same examples give the same probe.
 */
public final class SoftmaxProbe implements FittedProbe {

    /** Gradients below this no longer change any decision. */
    private static final double TOLERANCE = 1e-4;

    private final Standardiser standardiser;
    private final int[] classes;
    private final int width;
    private final double[] parameters;

    private SoftmaxProbe(Standardiser standardiser, int[] classes, int width, double[] parameters) {
        this.standardiser = standardiser;
        this.classes = classes;
        this.width = width;
        this.parameters = parameters;
    }

    /**
     * @param examples of two classes or more
     * @throws IllegalArgumentException where there are fewer
     */
    public static SoftmaxProbe fit(Examples examples, ProbeBudget budget) {
        int[] classes = examples.classes();
        if (classes.length < 2) {
            throw new IllegalArgumentException(
                    "classes to tell apart are %d; allowed: 2 or more".formatted(classes.length));
        }
        Standardiser standardiser = Standardiser.of(examples);
        int width = examples.width();
        float[][] features = new float[examples.size()][];
        int[] targets = new int[examples.size()];
        for (int i = 0; i < targets.length; i++) {
            features[i] = standardiser.apply(examples.features(i));
            targets[i] = Arrays.binarySearch(classes, examples.label(i));
        }
        SoftmaxObjective objective = new SoftmaxObjective(features, targets, classes.length, budget.l2());
        double[] parameters = Lbfgs.minimise(objective, objective.size(), budget.iterations(), TOLERANCE);
        return new SoftmaxProbe(standardiser, classes, width, parameters);
    }

    @Override
    public int[] classes() {
        return classes.clone();
    }

    @Override
    public double[] logProbabilities(float[] row) {
        float[] x = standardiser.apply(row);
        double[] scores = new double[classes.length];
        for (int c = 0; c < scores.length; c++) {
            double score = parameters[classes.length * width + c];
            for (int j = 0; j < width; j++) {
                score += parameters[c * width + j] * x[j];
            }
            scores[c] = score;
        }
        return LogSoftmax.inPlace(scores);
    }

    /**
     * The same as a part of a model, its classes by number.
     *
     * @param label that it tells
     * @param ofFrames whether of every frame
     */
    public Classifier classifier(String label, boolean ofFrames) {
        float[] weights = new float[classes.length * width];
        float[] bias = new float[classes.length];
        for (int c = 0; c < classes.length; c++) {
            double score = parameters[classes.length * width + c];
            for (int j = 0; j < width; j++) {
                double weight = parameters[c * width + j];
                weights[c * width + j] = (float) weight;
                score += weight * standardiser.left(j);
            }
            bias[c] = (float) score;
        }
        return new Classifier(
                label,
                ofFrames,
                Arrays.stream(classes).mapToObj(Integer::toString).toList(),
                standardiser.means(),
                standardiser.scales(),
                weights,
                bias);
    }
}
