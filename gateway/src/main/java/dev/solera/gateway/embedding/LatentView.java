package dev.solera.gateway.embedding;

import dev.solera.gateway.gallery.GallerySample;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A latent space as clients see it.
 *
 * @param snapshot its number
 * @param samples that the snapshot's modules were trained on
 * @param depth of the embeddings
 * @param label that points have the classes of; empty where there is none
 * @param classes their names
 * @param points one a recording
 */
record LatentView(long snapshot, long samples, int depth, String label, List<String> classes, List<Point> points) {

    /**
     * A recording.
     *
     * @param id its number in the run's listing
     * @param type its class, by number; -1 where it is not known
     */
    record Point(
            double x,
            double y,
            String id,

            @com.fasterxml.jackson.annotation.JsonProperty("class")
            int type) {}

    static LatentView of(LatentSpace space, int depth, String label, Map<String, List<String>> names) {
        List<Point> points = new ArrayList<>();
        int most = -1;
        for (GallerySample sample : space.samples()) {
            double[] place = space.places().get(sample.recording());
            int type = sample.labels().getOrDefault(label, -1);
            most = Math.max(most, type);
            points.add(new Point(place[0], place[1], Integer.toString(sample.recording()), type));
        }
        return new LatentView(space.snapshot(), space.trained(), depth, label, classes(names.get(label), most), points);
    }

    /** Numbers, where nobody has told names. */
    private static List<String> classes(List<String> names, int most) {
        List<String> classes = new ArrayList<>();
        for (int i = 0; i <= most; i++) {
            classes.add(names != null && i < names.size() ? names.get(i) : Integer.toString(i));
        }
        return classes;
    }
}
