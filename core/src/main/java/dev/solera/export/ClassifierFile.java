package dev.solera.export;

import dev.solera.activation.MalformedRecordException;
import dev.solera.activation.Safetensors;
import dev.solera.activation.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The classifiers that stand on one depth as a safetensors file: of each label {@code <label>.mean}, {@code .scale},
 * {@code .weights} and {@code .bias}; the header's {@code classifiers} has what is no tensor, as JSON.
 */
public final class ClassifierFile {

    private static final String CLASSIFIERS = "classifiers";
    private static final String MEAN = ".mean";
    private static final String SCALE = ".scale";
    private static final String WEIGHTS = ".weights";
    private static final String BIAS = ".bias";
    private static final JsonMapper JSON = JsonMapper.shared();

    private ClassifierFile() {}

    private record Description(String label, boolean ofFrames, List<String> classes) {

        private Description {
            if (label == null || classes == null || classes.stream().anyMatch(Objects::isNull)) {
                throw new IllegalArgumentException(
                        "label is %s, classes is %s; allowed: both, and no class that is null"
                                .formatted(label, classes));
            }
        }
    }

    /**
     * Writes whole, or not at all.
     *
     * @param file replaced where it exists; its folder is made where it is missing
     * @param provenance for the header
     */
    public static void write(Path file, List<Classifier> classifiers, Map<String, String> provenance)
            throws IOException {
        SafetensorsWriter writer = new SafetensorsWriter();
        provenance.forEach(writer::metadata);
        List<Description> descriptions = new ArrayList<>();
        for (Classifier classifier : classifiers) {
            String label = classifier.label();
            int classes = classifier.classes().size();
            writer.add(label + MEAN, classifier.mean(), classifier.width());
            writer.add(label + SCALE, classifier.scale(), classifier.width());
            writer.add(label + WEIGHTS, classifier.weights(), classes, classifier.width());
            writer.add(label + BIAS, classifier.bias(), classes);
            descriptions.add(new Description(label, classifier.ofFrames(), classifier.classes()));
        }
        writer.metadata(CLASSIFIERS, JSON.writeValueAsString(descriptions));
        writer.writeTo(file);
    }

    /**
     * Those that stand there, in the order in which they were written.
     *
     * @throws MalformedRecordException where the file holds something else
     */
    public static List<Classifier> read(Path file) throws IOException {
        Safetensors document = Safetensors.read(file);
        try {
            List<Classifier> classifiers = new ArrayList<>();
            for (Description description :
                    JSON.readValue(document.metadata().getOrDefault(CLASSIFIERS, ""), Description[].class)) {
                classifiers.add(classifier(description, document));
            }
            return classifiers;
        } catch (JacksonException | IllegalArgumentException e) {
            throw new MalformedRecordException(
                    "%s is not a file of classifiers: %s".formatted(file, e.getMessage()), e);
        }
    }

    private static Classifier classifier(Description description, Safetensors document) {
        String label = description.label();
        return new Classifier(
                label,
                description.ofFrames(),
                description.classes(),
                document.tensor(label + MEAN).floats(),
                document.tensor(label + SCALE).floats(),
                document.tensor(label + WEIGHTS).floats(),
                document.tensor(label + BIAS).floats());
    }
}
