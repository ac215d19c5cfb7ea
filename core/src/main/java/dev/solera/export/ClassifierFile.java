package dev.solera.export;

import dev.solera.activation.MalformedRecordException;
import dev.solera.activation.Safetensors;
import dev.solera.activation.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The classifiers that stand on one depth as a safetensors file: of each label {@code <label>.mean}, {@code .scale},
 * {@code .weights} and {@code .bias}; the header's {@code classifiers} has what is no tensor, as JSON,
 * its {@code identity} and {@code depth} what they were fit on.
 */
public final class ClassifierFile {

    private static final String IDENTITY = "identity";
    private static final String DEPTH = "depth";
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
     * @param identity of what they were fit on
     * @param depth that they stand on
     */
    public static void write(Path file, List<Classifier> classifiers, String identity, int depth) throws IOException {
        encode(classifiers, identity, depth).writeTo(file);
    }

    static SafetensorsWriter encode(List<Classifier> classifiers, String identity, int depth) {
        SafetensorsWriter writer =
                new SafetensorsWriter().metadata(IDENTITY, identity).metadata(DEPTH, Integer.toString(depth));
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
        return writer.metadata(CLASSIFIERS, JSON.writeValueAsString(descriptions));
    }

    /**
     * Those that stand there, in the order in which they were written.
     *
     * @param identity of what they have to be fit on
     * @param depth that they have to stand on
     * @throws MalformedRecordException where the file holds something else
     * @throws IllegalArgumentException where it holds classifiers of another run or depth
     */
    public static List<Classifier> read(Path file, String identity, int depth) throws IOException {
        Safetensors document = Safetensors.read(file);
        List<Classifier> classifiers;
        try {
            classifiers = decode(document);
        } catch (MalformedRecordException e) {
            throw new MalformedRecordException("%s: %s".formatted(file, e.getMessage()), e);
        }
        require(file, document, IDENTITY, identity);
        require(file, document, DEPTH, Integer.toString(depth));
        return classifiers;
    }

    private static void require(Path file, Safetensors document, String key, String allowed) {
        String found = document.metadata().getOrDefault(key, "none");
        if (!found.equals(allowed)) {
            throw new IllegalArgumentException("%s of %s is %s; allowed: %s".formatted(key, file, found, allowed));
        }
    }

    /** @throws MalformedRecordException where the document holds something else */
    static List<Classifier> decode(Safetensors document) {
        try {
            Description[] descriptions =
                    JSON.readValue(document.metadata().getOrDefault(CLASSIFIERS, ""), Description[].class);
            requireDescribed(descriptions);
            List<Classifier> classifiers = new ArrayList<>();
            for (Description description : descriptions) {
                classifiers.add(classifier(description, document));
            }
            return classifiers;
        } catch (JacksonException | IllegalArgumentException e) {
            throw new MalformedRecordException("not a document of classifiers: " + e.getMessage(), e);
        }
    }

    private static void requireDescribed(Description[] descriptions) {
        if (descriptions == null || Arrays.asList(descriptions).contains(null)) {
            throw new IllegalArgumentException("a description is null; allowed: those of classifiers");
        }
        Set<String> labels = new HashSet<>();
        for (Description description : descriptions) {
            if (!labels.add(description.label())) {
                throw new IllegalArgumentException(
                        "%s is described twice; allowed: one classifier a label".formatted(description.label()));
            }
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
