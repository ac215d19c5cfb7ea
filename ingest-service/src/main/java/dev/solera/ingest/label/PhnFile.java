package dev.solera.ingest.label;

import dev.solera.ingest.corpus.InvalidSourceException;
import dev.solera.ingest.file.TextFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** TIMIT's labels of one recording, {@code .PHN} or {@code .WRD}: begin, end and label, in samples of the recording's own rate. */
final class PhnFile {

    private PhnFile() {}

    /** @param sampleRate of the recording, Hz */
    static List<Segment> read(Path file, int sampleRate) {
        List<Segment> segments = new ArrayList<>();
        for (String line : TextFile.lines(file)) {
            String[] parts = line.strip().split("\\s+");
            if (parts.length != 3 || !parts[0].matches("\\d{1,12}") || !parts[1].matches("\\d{1,12}")) {
                throw refused(file, line);
            }
            Segment segment = new Segment(
                    Long.parseLong(parts[0]) / (double) sampleRate,
                    Long.parseLong(parts[1]) / (double) sampleRate,
                    parts[2]);
            if (!segment.isStretch()) {
                throw refused(file, line);
            }
            segments.add(segment);
        }
        return segments;
    }

    private static InvalidSourceException refused(Path file, String line) {
        return new InvalidSourceException(
                "%s says \"%s\"; allowed: begin and end in samples, label".formatted(file, line.strip()));
    }
}
