package dev.solera.standalone.report;

import java.nio.file.Path;
import tools.jackson.dataformat.csv.CsvMapper;

/** The final accuracies as files. */
public final class AccuracyFiles {

    private static final CsvMapper CSV = new CsvMapper();

    private AccuracyFiles() {}

    /** Writes one row a label and depth, as CSV. */
    public static void table(AccuracyBoard accuracies, Path file) {
        CSV.writer(CSV.schemaFor(AccuracyRow.class).withHeader())
                .writeValues(file)
                .writeAll(AccuracyRow.of(accuracies))
                .close();
    }

    /**
     * Draws one chart a label, of which there is one or more.
     *
     * @throws IllegalStateException where this machine has no fonts
     */
    public static void picture(AccuracyBoard accuracies, Path file) {
        AccuracyPicture.write(accuracies, file);
    }
}
