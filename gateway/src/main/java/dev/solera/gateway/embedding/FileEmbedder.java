package dev.solera.gateway.embedding;

import dev.solera.gateway.model.EmbeddingQueue;
import dev.solera.gateway.model.Embeddings;
import dev.solera.gateway.model.LoadedStack;
import dev.solera.gateway.model.NotTakenException;
import dev.solera.gateway.model.Recordings;
import dev.solera.gateway.upload.FileReader;
import dev.solera.gateway.upload.UploadRefusedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;

/** Embeds files of clients, through the queue that all requests wait in. */
final class FileEmbedder {

    private final FileReader reader;
    private final EmbeddingQueue queue;

    FileEmbedder(FileReader reader, EmbeddingQueue queue) {
        this.reader = reader;
        this.queue = queue;
    }

    /**
     * Waits for a place among the files that are read at the same time.
     *
     * @throws UploadRefusedException where none gets free
     */
    FileReader.Place place() {
        return reader.place();
    }

    /**
     * One embedding a window of sound; one of a picture.
     *
     * @param place of the file
     * @param stack held by whoever asks
     * @throws UploadRefusedException where the file holds nothing that can be embedded, or too much else is asked for
     */
    List<float[]> embed(FileReader.Place place, LoadedStack stack, int depth, Path file) throws IOException {
        List<float[]> windows = new ArrayList<>();
        place.read(file, recordings -> {
            Embeddings made = embed(stack, recordings, depth);
            for (int i = 0; i < recordings.count(); i++) {
                windows.add(made.of(i, recordings.count(), depth));
            }
        });
        return windows;
    }

    private Embeddings embed(LoadedStack stack, Recordings recordings, int depth) {
        try {
            return queue.embed(stack, recordings, Set.of(depth)).get();
        } catch (NotTakenException e) {
            throw UploadRefusedException.notNow(e.getMessage());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof NotTakenException notTaken) {
                throw UploadRefusedException.notNow(notTaken.getMessage());
            }
            throw new IllegalStateException("a file was not embedded: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw UploadRefusedException.notNow("the gateway stops");
        }
    }

    /** Of all windows together. */
    static float[] mean(List<float[]> windows) {
        float[] mean = new float[windows.get(0).length];
        for (int c = 0; c < mean.length; c++) {
            double sum = 0;
            for (float[] window : windows) {
                sum += window[c];
            }
            mean[c] = (float) (sum / windows.size());
        }
        return mean;
    }
}
