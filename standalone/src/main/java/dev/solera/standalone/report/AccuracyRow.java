package dev.solera.standalone.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.solera.stream.TelemetryEvent.Accuracy;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One row of {@code accuracy.csv}: fractions right on held-out samples, empty where there is no such row.
 *
 * @param depth 0 is the raw input
 * @param label the label's name
 * @param trained through the modules as they ended
 * @param untrained through the modules as they began
 * @param raw of the input itself, repeated at every depth
 * @param heldOut recordings or frames that were scored
 * @param interval 95 %, of the trained row, at depth 0 of the raw row: {@code low-high}
 * @param perClass of the same row, the mean over classes of the fraction right of each
 */
@JsonPropertyOrder({"depth", "label", "trained", "untrained", "raw", "held_out_samples", "interval", "per_class"})
record AccuracyRow(
        int depth,
        String label,
        String trained,
        String untrained,
        String raw,
        @JsonProperty("held_out_samples") long heldOut,
        String interval,
        @JsonProperty("per_class") String perClass) {

    static List<AccuracyRow> of(AccuracyBoard board) {
        List<AccuracyRow> rows = new ArrayList<>();
        for (String label : board.labels()) {
            for (int depth : board.depths(label)) {
                rows.add(of(board, label, depth));
            }
        }
        return rows;
    }

    private static AccuracyRow of(AccuracyBoard board, String label, int depth) {
        Optional<Accuracy> trained = board.find(label, depth, AccuracyBoard.TRAINED);
        Optional<Accuracy> untrained = board.find(label, depth, AccuracyBoard.UNTRAINED);
        Optional<Accuracy> raw = board.raw(label);
        Accuracy main = trained.or(() -> depth == 0 ? raw : untrained).orElseThrow();
        return new AccuracyRow(
                depth,
                label,
                fraction(trained),
                fraction(untrained),
                fraction(raw),
                main.heldOut(),
                number(main.low()) + "-" + number(main.high()),
                number(main.perClass()));
    }

    private static String fraction(Optional<Accuracy> row) {
        return row.map(found -> number(found.accuracy())).orElse("");
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }
}
