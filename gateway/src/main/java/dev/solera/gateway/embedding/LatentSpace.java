package dev.solera.gateway.embedding;

import dev.solera.gateway.gallery.GallerySample;
import dev.solera.gateway.snapshot.StackSnapshot;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Held-out samples as a snapshot sees them at one depth.
 *
 * @param snapshot its number
 * @param trained samples that the snapshot's modules were trained on
 * @param samples as many as were embedded
 * @param embeddings one a sample
 * @param projection on which they are shown
 * @param places of the samples there, by recording
 */
record LatentSpace(
        long snapshot,
        long trained,
        List<GallerySample> samples,
        List<float[]> embeddings,
        Projection projection,
        Map<Integer, double[]> places) {

    /**
     * A sample that is like something.
     *
     * @param similarity the cosine between both embeddings, as they differ from the mean of all samples: 1 for the same
     */
    record Neighbour(GallerySample sample, double similarity) {}

    /** @param former at the same depth, whose places are kept to as near as can be */
    static LatentSpace of(StackSnapshot snapshot, int depth, EmbeddedSamples heldOut, Optional<LatentSpace> former) {
        List<GallerySample> samples = heldOut.samples();
        List<float[]> embeddings = heldOut.at(depth);
        Projection own = Projection.of(embeddings.toArray(float[][]::new));
        Projection projection = former.map(then -> own.turnedTowards(then.places, places(own, samples, embeddings)))
                .orElse(own);
        return new LatentSpace(
                snapshot.number(),
                snapshot.samples(),
                samples,
                embeddings,
                projection,
                places(projection, samples, embeddings));
    }

    private static Map<Integer, double[]> places(
            Projection projection, List<GallerySample> samples, List<float[]> embeddings) {
        Map<Integer, double[]> places = new LinkedHashMap<>();
        for (int i = 0; i < samples.size(); i++) {
            places.put(samples.get(i).recording(), projection.place(embeddings.get(i)));
        }
        return places;
    }

    /** The samples that are most like an embedding, the nearest first. */
    List<Neighbour> nearest(float[] embedding, int count) {
        return IntStream.range(0, samples.size())
                .mapToObj(i -> new Neighbour(samples.get(i), projection.similarity(embedding, embeddings.get(i))))
                .sorted(Comparator.comparingDouble(Neighbour::similarity).reversed())
                .limit(count)
                .toList();
    }
}
