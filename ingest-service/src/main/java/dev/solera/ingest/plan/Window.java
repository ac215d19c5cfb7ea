package dev.solera.ingest.plan;

import dev.solera.activation.Purpose;
import dev.solera.ingest.corpus.Recording;
import java.util.List;

/**
 * What one sample is made of: one stretch of a recording or, where short clips are joined for training, several in a row.
 *
 * @param purpose of the sample
 * @param pieces one or more; together no longer than the definition's window, and shorter where the rest is padding
 */
public record Window(Purpose purpose, List<Piece> pieces) {

    public Window {
        pieces = List.copyOf(pieces);
        if (pieces.isEmpty()) {
            throw new IllegalArgumentException("pieces are none; allowed: one or more");
        }
        if (pieces.size() > 1 && purpose != Purpose.TRAIN) {
            throw new IllegalArgumentException(
                    "pieces of a %s sample are %d; allowed: 1".formatted(purpose, pieces.size()));
        }
    }

    /** The recording whose turn it is; others that are joined to it come behind. */
    public Recording recording() {
        return pieces.get(0).recording();
    }

    /** Samples that are real. */
    public int length() {
        return pieces.stream().mapToInt(Piece::length).sum();
    }
}
