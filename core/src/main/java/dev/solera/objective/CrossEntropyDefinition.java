package dev.solera.objective;

import static dev.solera.definition.InvalidDefinitionException.require;

import dev.solera.encoder.Architecture;
import dev.solera.encoder.Encoder;
import dev.solera.encoder.Parameters;
import dev.solera.layer.ParameterSpec;
import java.util.List;
import java.util.Map;

/**
 * Cross-entropy on a label, of the supervised baselines: a linear classifier over the mean of a sample's outputs. Classifier and
 * encoder learn together; the classifier is not handed on.
 *
 * @param label name of a label that has one value a sample
 * @param classes values that the label has, 0 to {@code classes - 1}
 */
public record CrossEntropyDefinition(String label, int classes) implements LossDefinition {

    static final String WEIGHT = "classifier.weight";
    static final String BIAS = "classifier.bias";

    private static final int MOST_CLASSES = 1 << 20;

    public CrossEntropyDefinition {
        require(label != null && !label.isBlank(), "label", label, "the name of a label");
        require(classes >= 2 && classes <= MOST_CLASSES, "classes", classes, "2 to " + MOST_CLASSES);
    }

    /** It fits whatever has channels, which is everything. */
    @Override
    public void requireFits(Architecture architecture) {}

    @Override
    public List<ParameterSpec> parameters(Architecture architecture) {
        long channels = architecture.output().channels();
        double bound = 1 / Math.sqrt(channels);
        return List.of(
                new ParameterSpec(WEIGHT, List.of((long) classes, channels), bound),
                new ParameterSpec(BIAS, List.of((long) classes), bound));
    }

    @Override
    public Map<String, Integer> labels() {
        return Map.of(label, classes);
    }

    @Override
    public Objective over(Encoder encoder, Parameters parameters) {
        return new CrossEntropy(this, encoder, parameters);
    }
}
