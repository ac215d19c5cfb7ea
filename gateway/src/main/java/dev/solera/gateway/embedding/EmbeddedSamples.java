package dev.solera.gateway.embedding;

import dev.solera.gateway.gallery.GallerySample;
import dev.solera.gateway.model.Embeddings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Samples, and what a stack makes of each of them at every depth. */
final class EmbeddedSamples {

    private final List<GallerySample> samples = new ArrayList<>();
    private final Map<Integer, List<float[]>> embeddings = new HashMap<>();

    EmbeddedSamples(Set<Integer> depths) {
        depths.forEach(depth -> embeddings.put(depth, new ArrayList<>()));
    }

    void add(List<GallerySample> some, Embeddings made) {
        embeddings.forEach((depth, all) -> {
            for (int i = 0; i < some.size(); i++) {
                all.add(made.of(i, some.size(), depth));
            }
        });
        samples.addAll(some);
    }

    List<GallerySample> samples() {
        return samples;
    }

    /** One a sample, in their order. */
    List<float[]> at(int depth) {
        return embeddings.get(depth);
    }
}
