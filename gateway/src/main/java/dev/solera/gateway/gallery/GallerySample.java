package dev.solera.gateway.gallery;

import dev.solera.activation.Purpose;
import dev.solera.activation.Sample;
import java.util.HashMap;
import java.util.Map;

/**
 * A sample as ingest published it.
 *
 * @param recording index of its recording in the run's listing
 * @param heldOut whether nobody trains on it
 * @param labels class by label, where it is known; of a label a time step the one that it has most often
 * @param length real samples of sound
 * @param values row-major, as the first module takes them in
 */
public record GallerySample(int recording, boolean heldOut, Map<String, Integer> labels, long length, float[] values) {

    public GallerySample {
        labels = Map.copyOf(labels);
    }

    static GallerySample of(Sample sample) {
        Map<String, Integer> labels = new HashMap<>();
        sample.labels().forEach((label, classes) -> {
            int most = mostOften(classes);
            if (most >= 0) {
                labels.put(label, most);
            }
        });
        return new GallerySample(
                sample.recording(),
                sample.purpose() == Purpose.HELD_OUT || sample.purpose() == Purpose.EVALUATE_HELD_OUT,
                labels,
                sample.valid(),
                sample.values().clone());
    }

    private static int mostOften(int[] classes) {
        Map<Integer, Integer> counts = new HashMap<>();
        for (int one : classes) {
            if (one >= 0) {
                counts.merge(one, 1, Integer::sum);
            }
        }
        return counts.entrySet().stream()
                .max(Map.Entry.<Integer, Integer>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
                .map(Map.Entry::getKey)
                .orElse(-1);
    }
}
