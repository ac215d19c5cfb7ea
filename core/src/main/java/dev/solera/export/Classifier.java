package dev.solera.export;

import dev.solera.onnx.Attribute;
import dev.solera.onnx.Scope;
import dev.solera.onnx.Value;
import java.util.List;

/**
 * A linear softmax classifier on standardised features: {@code softmax(weights * (features - mean) * scale + bias)}.
 *
 * @param label what it tells
 * @param ofFrames whether of every 10 ms frame, rather than of the whole
 * @param classes their names, or numbers where nobody has told names, in the order of the weights' rows
 * @param mean of each feature
 * @param scale of each feature
 * @param weights {@code [classes, features]}, row-major
 * @param bias of each class
 */
public record Classifier(
        String label,
        boolean ofFrames,
        List<String> classes,
        float[] mean,
        float[] scale,
        float[] weights,
        float[] bias) {

    public Classifier {
        classes = List.copyOf(classes);
        require("bias", bias.length, classes.size());
        require("scale", scale.length, mean.length);
        require("weights", weights.length, classes.size() * mean.length);
    }

    /**
     * The same, its classes called by name where they are numbers.
     *
     * @param names of all classes that the label can have, by number
     * @throws IllegalArgumentException where one of them has none
     */
    public Classifier named(List<String> names) {
        List<String> known = classes.stream()
                .map(number -> {
                    int at = Integer.parseInt(number);
                    if (at < 0 || at >= names.size()) {
                        throw new IllegalArgumentException(
                                "class of %s is %s; allowed: 0 to %d".formatted(label, number, names.size() - 1));
                    }
                    return names.get(at);
                })
                .toList();
        return new Classifier(label, ofFrames, known, mean, scale, weights, bias);
    }

    private static void require(String what, int found, int allowed) {
        if (found != allowed) {
            throw new IllegalArgumentException(
                    "%s of a classifier has %d values; allowed: %d".formatted(what, found, allowed));
        }
    }

    /** Features that it looks at. */
    public int width() {
        return mean.length;
    }

    /**
     * How probable each class is.
     *
     * @param features as many as it looks at
     */
    public double[] probabilities(float[] features) {
        require("features", features.length, width());
        double[] scores = new double[classes.size()];
        double most = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < scores.length; c++) {
            scores[c] = bias[c];
            for (int f = 0; f < features.length; f++) {
                scores[c] += (double) weights[c * features.length + f] * (features[f] - mean[f]) * scale[f];
            }
            most = Math.max(most, scores[c]);
        }
        double sum = 0;
        for (int c = 0; c < scores.length; c++) {
            scores[c] = Math.exp(scores[c] - most);
            sum += scores[c];
        }
        for (int c = 0; c < scores.length; c++) {
            scores[c] /= sum;
        }
        return scores;
    }

    /**
     * What it finds.
     *
     * @param probabilities of all classes, along the last axis
     * @param best name of the most probable class
     */
    record Found(Value probabilities, Value best) {}

    /** @param features along the last axis */
    Found nodes(Scope scope, Value features) {
        int width = width();
        float[] transposed = new float[weights.length];
        for (int c = 0; c < classes.size(); c++) {
            for (int f = 0; f < width; f++) {
                transposed[f * classes.size() + c] = weights[c * width + f];
            }
        }
        Value centred = scope.node("Sub", List.of(features, scope.floats("mean", mean, width)));
        Value standard = scope.node("Mul", List.of(centred, scope.floats("scale", scale, width)));
        Value products =
                scope.node("MatMul", List.of(standard, scope.floats("weights", transposed, width, classes.size())));
        Value scores = scope.node("Add", List.of(products, scope.floats("bias", bias, classes.size())));
        Value best = scope.node("ArgMax", scores, Attribute.of("axis", -1), Attribute.of("keepdims", 0));
        return new Found(
                scope.node("Softmax", scores, Attribute.of("axis", -1)),
                scope.node("Gather", List.of(scope.texts("classes", classes), best)));
    }
}
