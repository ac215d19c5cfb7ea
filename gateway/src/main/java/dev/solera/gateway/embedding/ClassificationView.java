package dev.solera.gateway.embedding;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.solera.gateway.label.LabelClassifier;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a file is taken for, as clients see it.
 *
 * @param snapshot its number
 * @param samples that the snapshot's modules were trained on
 * @param depth of the embeddings
 * @param windows of the file, over which probabilities are means
 * @param labels by name; none where no training sample has one
 * @param neighbours held-out samples that are most like it, the nearest first; none before they are embedded
 * @param place in the latent space; missing where that is not there
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
record ClassificationView(
        long snapshot,
        long samples,
        int depth,
        int windows,
        List<Label> labels,
        List<Neighbour> neighbours,
        Optional<Place> place) {

    private static final int NEIGHBOURS = 5;

    /**
     * What can be told of a label.
     *
     * @param classifier {@code probe}, a run's final one, or {@code ridge}
     * @param classes all that it knows, the most probable first
     */
    record Label(String label, String classifier, List<Probable> classes) {}

    record Probable(@JsonProperty("class") String name, double probability) {}

    /**
     * A held-out sample.
     *
     * @param id its number in the run's listing
     * @param labels its classes by label, as far as they are known
     * @param similarity 1 for the same, -1 for the opposite
     */
    record Neighbour(String id, Map<String, String> labels, double similarity) {}

    record Place(double x, double y) {}

    static ClassificationView of(EmbeddedGallery gallery, int depth, List<float[]> windows) {
        float[] embedding = FileEmbedder.mean(windows);
        Optional<LatentSpace> space = gallery.space(depth);
        var snapshot = gallery.stack().snapshot();
        return new ClassificationView(
                snapshot.number(),
                snapshot.samples(),
                depth,
                windows.size(),
                gallery.classifiers(depth).stream()
                        .map(classifier -> label(classifier, windows))
                        .toList(),
                space.map(one -> one.nearest(embedding, NEIGHBOURS)).orElse(List.of()).stream()
                        .map(one -> neighbour(one, snapshot.classes()))
                        .toList(),
                space.map(one -> one.projection().place(embedding)).map(at -> new Place(at[0], at[1])));
    }

    private static Label label(LabelClassifier classifier, List<float[]> windows) {
        List<String> names = classifier.classes();
        double[] mean = new double[names.size()];
        for (float[] window : windows) {
            double[] probabilities = classifier.probabilities(window);
            for (int c = 0; c < mean.length; c++) {
                mean[c] += probabilities[c] / windows.size();
            }
        }
        List<Probable> classes = new ArrayList<>();
        for (int c = 0; c < mean.length; c++) {
            classes.add(new Probable(names.get(c), mean[c]));
        }
        classes.sort(Comparator.comparingDouble(Probable::probability).reversed());
        return new Label(classifier.label(), classifier.kind(), classes);
    }

    private static Neighbour neighbour(LatentSpace.Neighbour found, Map<String, List<String>> names) {
        Map<String, String> labels = new TreeMap<>();
        found.sample().labels().forEach((label, number) -> {
            List<String> known = names.getOrDefault(label, List.of());
            labels.put(label, number < known.size() ? known.get(number) : Integer.toString(number));
        });
        return new Neighbour(Integer.toString(found.sample().recording()), labels, found.similarity());
    }
}
