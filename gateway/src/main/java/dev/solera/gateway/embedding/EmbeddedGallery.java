package dev.solera.gateway.embedding;

import dev.solera.export.Classifier;
import dev.solera.gateway.label.FinalProbe;
import dev.solera.gateway.label.LabelClassifier;
import dev.solera.gateway.label.RidgeClassifier;
import dev.solera.gateway.model.LoadedStack;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** What one snapshot makes of the gallery: where held-out samples lie, and what labels can be told by. */
final class EmbeddedGallery {

    private final LoadedStack stack;
    private final Map<Integer, LatentSpace> spaces;
    private final EmbeddedSamples training;
    private final Map<Integer, List<LabelClassifier>> classifiers = new ConcurrentHashMap<>();

    /**
     * @param stack held for as long as this is in use
     * @param spaces by depth; none where too few samples are held out
     * @param training samples that labels are learned from
     */
    EmbeddedGallery(LoadedStack stack, Map<Integer, LatentSpace> spaces, EmbeddedSamples training) {
        this.stack = stack;
        this.spaces = Map.copyOf(spaces);
        this.training = training;
    }

    /** Before samples are embedded.
     *
     * @param stack held for as long as this is in use
     */
    static EmbeddedGallery withoutSamples(LoadedStack stack) {
        return new EmbeddedGallery(stack, Map.of(), new EmbeddedSamples(Set.of()));
    }

    LoadedStack stack() {
        return stack;
    }

    Optional<LatentSpace> space(int depth) {
        return Optional.ofNullable(spaces.get(depth));
    }

    /**
     * One a label, by name: the final probes of a run that has ended, and for what they do not tell of a whole recording, or while
     * training goes on, what can be fit on training samples. Fit when they are asked for first.
     */
    List<LabelClassifier> classifiers(int depth) {
        return classifiers.computeIfAbsent(depth, this::fit);
    }

    private List<LabelClassifier> fit(int depth) {
        Map<String, LabelClassifier> byLabel = new TreeMap<>();
        training.samples().stream()
                .flatMap(sample -> sample.labels().keySet().stream())
                .distinct()
                .forEach(label -> fit(depth, label).ifPresent(one -> byLabel.put(label, one)));
        for (Classifier probe : stack.snapshot().classifiers().getOrDefault(depth, List.of())) {
            if (!probe.ofFrames()) {
                byLabel.put(probe.label(), new FinalProbe(probe));
            }
        }
        return List.copyOf(byLabel.values());
    }

    private Optional<LabelClassifier> fit(int depth, String label) {
        List<float[]> embeddings = new ArrayList<>();
        List<Integer> classes = new ArrayList<>();
        for (int i = 0; i < training.samples().size(); i++) {
            Integer known = training.samples().get(i).labels().get(label);
            if (known != null) {
                embeddings.add(training.at(depth).get(i));
                classes.add(known);
            }
        }
        List<String> names = stack.snapshot().classes().getOrDefault(label, List.of());
        return RidgeClassifier.fit(label, embeddings, classes, names).map(LabelClassifier.class::cast);
    }
}
