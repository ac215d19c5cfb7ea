package dev.solera.ingest.label;

import dev.solera.ingest.corpus.InvalidSourceException;
import dev.solera.ingest.file.TextFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * NIST's CTM, as recognisers and aligners write it: recording, channel, start, duration, label and perhaps a confidence, times
 * in seconds. The channel may be left out.
 */
final class CtmFile {

    private static final String ALLOWED =
            "recording, start, duration, label, times in seconds, or recording, channel, start, duration, label, and perhaps a confidence";

    private CtmFile() {}

    /** Segments by what the file calls the recording, in the file's order. */
    static Map<String, List<Segment>> read(Path file) {
        Map<String, List<Segment>> segments = new LinkedHashMap<>();
        Map<String, String> channels = new HashMap<>();
        for (String line : TextFile.lines(file)) {
            String[] parts = line.strip().split("\\s+");
            if (parts.length < 4 || parts.length > 6) {
                throw refused(file, line);
            }
            int times = parts.length == 4 ? 1 : 2;
            String channel = parts.length == 4 ? "" : parts[1];
            if (!channels.computeIfAbsent(parts[0], any -> channel).equals(channel)) {
                throw new InvalidSourceException(
                        "%s has labels of %s in channels \"%s\" and \"%s\"; allowed: of one, as channels are mixed"
                                .formatted(file, parts[0], channels.get(parts[0]), channel));
            }
            segments.computeIfAbsent(parts[0], any -> new ArrayList<>()).add(segment(file, line, parts, times));
        }
        return segments;
    }

    private static Segment segment(Path file, String line, String[] parts, int times) {
        try {
            double start = Double.parseDouble(parts[times]);
            Segment segment = new Segment(start, start + Double.parseDouble(parts[times + 1]), parts[times + 2]);
            if (segment.isStretch()) {
                return segment;
            }
        } catch (NumberFormatException e) {
            throw refused(file, line);
        }
        throw refused(file, line);
    }

    private static InvalidSourceException refused(Path file, String line) {
        return new InvalidSourceException("%s says \"%s\"; allowed: %s".formatted(file, line.strip(), ALLOWED));
    }
}
