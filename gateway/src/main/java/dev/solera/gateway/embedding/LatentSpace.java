package dev.solera.gateway.embedding;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The gallery as a snapshot sees it at one depth.
 *
 * @param snapshot its number
 * @param trained samples that the snapshot's modules were trained on
 * @param samples of the gallery, as many as were embedded
 * @param embeddings one a sample
 * @param projection on which they are shown
 * @param places of the samples there, by recording
 */
record LatentSpace(
        long snapshot,
        long trained,
        List<GallerySample> samples,
        float[][] embeddings,
        Projection projection,
        Map<Integer, double[]> places) {

    /** @param former at the same depth, whose places are kept to as near as can be */
    static LatentSpace of(
            long snapshot,
            long trained,
            List<GallerySample> samples,
            float[][] embeddings,
            Optional<LatentSpace> former) {
        Projection own = Projection.of(embeddings);
        Projection projection = former.map(then -> own.turnedTowards(then.places, places(own, samples, embeddings)))
                .orElse(own);
        return new LatentSpace(
                snapshot, trained, samples, embeddings, projection, places(projection, samples, embeddings));
    }

    private static Map<Integer, double[]> places(
            Projection projection, List<GallerySample> samples, float[][] embeddings) {
        Map<Integer, double[]> places = new LinkedHashMap<>();
        for (int i = 0; i < samples.size(); i++) {
            places.put(samples.get(i).recording(), projection.place(embeddings[i]));
        }
        return places;
    }
}
