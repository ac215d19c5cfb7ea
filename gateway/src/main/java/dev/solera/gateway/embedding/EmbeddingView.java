package dev.solera.gateway.embedding;

import dev.solera.gateway.snapshot.StackSnapshot;
import java.util.List;

/**
 * A file's embedding as clients see it.
 *
 * @param snapshot its number
 * @param samples that the snapshot's modules were trained on
 * @param depth of the embedding
 * @param windows that it is the mean of
 * @param dimension of it
 */
record EmbeddingView(long snapshot, long samples, int depth, int windows, int dimension, float[] embedding) {

    static EmbeddingView of(StackSnapshot snapshot, int depth, List<float[]> windows) {
        float[] embedding = FileEmbedder.mean(windows);
        return new EmbeddingView(
                snapshot.number(), snapshot.samples(), depth, windows.size(), embedding.length, embedding);
    }
}
