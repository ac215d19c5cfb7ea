package dev.solera.ingest.folder;

import dev.solera.ingest.corpus.InvalidSourceException;
import dev.solera.ingest.corpus.LabelSchema;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Labels a 10 ms frame from a text file like NIST's CTM: recording, start, duration, label, times in seconds. A frame has
 * the label that holds at its centre.
 */
final class FrameLabels {

    private static final double FRAME_SECONDS = 0.01;

    /** One line: the label that holds from start to end, in seconds. */
    private record Segment(double start, double end, String label) {}

    private final String label;
    private final Map<String, List<Segment>> segments;
    private final List<String> classes;

    private FrameLabels(String label, Map<String, List<Segment>> segments) {
        this.label = label;
        this.segments = segments;
        var names = new TreeSet<String>();
        segments.values().forEach(all -> all.forEach(segment -> names.add(segment.label())));
        this.classes = List.copyOf(names);
    }

    /** @param setting {@code NAME=FILE}: the label's name and the file */
    static FrameLabels read(String setting) {
        int equals = setting.indexOf('=');
        if (equals < 1 || equals == setting.length() - 1) {
            throw new InvalidSourceException("frame-labels is %s; allowed: NAME=FILE".formatted(setting));
        }
        Path file = Path.of(setting.substring(equals + 1));
        Map<String, List<Segment>> segments = new HashMap<>();
        for (String line : TextFile.lines(file)) {
            String[] parts = line.strip().split("\\s+");
            if (parts.length != 4) {
                throw refused(file, line);
            }
            segments.computeIfAbsent(parts[0], any -> new ArrayList<>()).add(segment(file, line, parts));
        }
        return new FrameLabels(setting.substring(0, equals), segments);
    }

    String label() {
        return label;
    }

    /** Class names, in the order of their numbers. */
    List<String> classes() {
        return classes;
    }

    /** Class numbers of a recording's frames; all unknown where the file does not name it. */
    int[] of(Candidate recording, int frames) {
        int[] numbers = new int[frames];
        Arrays.fill(numbers, LabelSchema.UNKNOWN);
        for (Segment segment : segmentsOf(recording)) {
            int number = classes.indexOf(segment.label());
            int from = (int) Math.ceil(segment.start() / FRAME_SECONDS - 0.5 - 1e-9);
            int to = (int) Math.ceil(segment.end() / FRAME_SECONDS - 0.5 - 1e-9);
            if (from < frames) {
                Arrays.fill(numbers, from, Math.max(from, Math.min(to, frames)), number);
            }
        }
        return numbers;
    }

    /** Whether the file names the recording. */
    boolean covers(Candidate recording) {
        return !segmentsOf(recording).isEmpty();
    }

    /** What the file says of a recording, as a part of its identity. */
    String described(Candidate recording) {
        return segmentsOf(recording).toString();
    }

    private List<Segment> segmentsOf(Candidate recording) {
        for (String key : recording.keys()) {
            List<Segment> found = segments.get(key);
            if (found != null) {
                return found;
            }
        }
        return List.of();
    }

    private static Segment segment(Path file, String line, String[] parts) {
        try {
            double start = Double.parseDouble(parts[1]);
            double duration = Double.parseDouble(parts[2]);
            if (start >= 0 && start < 1e6 && duration >= 0 && duration < 1e6) {
                return new Segment(start, start + duration, parts[3]);
            }
        } catch (NumberFormatException e) {
            throw refused(file, line);
        }
        throw refused(file, line);
    }

    private static InvalidSourceException refused(Path file, String line) {
        return new InvalidSourceException("%s says \"%s\"; allowed: recording, start, duration, label, times in seconds"
                .formatted(file, line.strip()));
    }
}
