package dev.solera.gateway.model;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What a stack made of recordings.
 *
 * @param values row-major {@code [recordings, channels]}, by depth
 * @param times that computing them took
 */
public record Embeddings(Map<Integer, float[]> values, Times times) {

    /**
     * Where the time went.
     *
     * @param queued nanoseconds before the model ran
     * @param computed nanoseconds in the model, for the whole batch
     * @param batch recordings that went through at once
     */
    public record Times(long queued, long computed, int batch) {}

    /** Those of some of the recordings. */
    Embeddings from(int first, int count, int recordings, long queued) {
        Map<Integer, float[]> part = new LinkedHashMap<>();
        values.forEach((depth, all) -> {
            int channels = all.length / recordings;
            part.put(depth, Arrays.copyOfRange(all, first * channels, (first + count) * channels));
        });
        return new Embeddings(part, new Times(queued, times.computed(), times.batch()));
    }

    /** Those of one recording after the other. */
    static Map<Integer, float[]> joined(List<Map<Integer, float[]>> parts) {
        if (parts.size() == 1) {
            return parts.get(0);
        }
        Map<Integer, float[]> all = new LinkedHashMap<>();
        for (Integer depth : parts.get(0).keySet()) {
            float[] joined = new float
                    [parts.stream().mapToInt(part -> part.get(depth).length).sum()];
            int at = 0;
            for (Map<Integer, float[]> part : parts) {
                System.arraycopy(part.get(depth), 0, joined, at, part.get(depth).length);
                at += part.get(depth).length;
            }
            all.put(depth, joined);
        }
        return all;
    }

    /** One recording's at a depth. */
    public float[] of(int recording, int recordings, int depth) {
        float[] all = values.get(depth);
        int channels = all.length / recordings;
        return Arrays.copyOfRange(all, recording * channels, (recording + 1) * channels);
    }

    /** Whether all of them are numbers. */
    boolean areFinite() {
        return values.values().stream()
                .allMatch(all -> IntStream.range(0, all.length).allMatch(i -> Float.isFinite(all[i])));
    }
}
