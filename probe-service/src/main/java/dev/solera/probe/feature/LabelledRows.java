package dev.solera.probe.feature;

import java.util.List;

/**
 * What one sample has to say about one label: of its frames, or of itself; nothing where the label is not known.
 *
 * @param perFrame whether a row is a frame's, so that each counts singly; else there is at most one, of the whole sample
 * @param rows features
 * @param classes of each row
 */
public record LabelledRows(boolean perFrame, List<float[]> rows, int[] classes) {

    public LabelledRows {
        rows = List.copyOf(rows);
        if (rows.size() != classes.length) {
            throw new IllegalArgumentException(
                    "rows are %d, classes %d; allowed: as many of both".formatted(rows.size(), classes.length));
        }
    }
}
