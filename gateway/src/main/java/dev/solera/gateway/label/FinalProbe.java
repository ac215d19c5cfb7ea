package dev.solera.gateway.label;

import dev.solera.export.Classifier;
import java.util.List;

/** The probe that a run's accuracy table was made with. */
public record FinalProbe(Classifier classifier) implements LabelClassifier {

    @Override
    public String label() {
        return classifier.label();
    }

    @Override
    public String kind() {
        return "probe";
    }

    @Override
    public List<String> classes() {
        return classifier.classes();
    }

    @Override
    public double[] probabilities(float[] embedding) {
        return classifier.probabilities(embedding);
    }
}
