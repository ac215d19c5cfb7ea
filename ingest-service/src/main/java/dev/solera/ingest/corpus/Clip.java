package dev.solera.ingest.corpus;

import java.util.Map;

/**
 * The audio of one recording. Its arrays are shared: readers copy, never write.
 *
 * @param samples one channel at the pipeline's rate
 * @param frameLabels class numbers by label, one a 10 ms frame, for every frame label of the schema
 */
public record Clip(float[] samples, Map<String, int[]> frameLabels) {

    public Clip {
        frameLabels = Map.copyOf(frameLabels);
    }
}
