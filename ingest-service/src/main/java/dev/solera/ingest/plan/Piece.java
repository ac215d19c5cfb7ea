package dev.solera.ingest.plan;

import dev.solera.ingest.corpus.Recording;

/**
 * A stretch of one recording.
 *
 * @param recording that it is cut from
 * @param from first sample
 * @param to behind the last sample
 */
public record Piece(Recording recording, int from, int to) {

    public Piece {
        if (from < 0 || to <= from || to > recording.length()) {
            throw new IllegalArgumentException(
                    "piece is %d to %d; allowed: in 0 to %d".formatted(from, to, recording.length()));
        }
    }

    /** In samples. */
    public int length() {
        return to - from;
    }
}
