package dev.solera.ingest.label;

import dev.solera.ingest.corpus.InvalidSourceException;
import dev.solera.ingest.file.TextFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The labels of one recording as Praat and the Montreal Forced Aligner write them, in the long or the short form. What counts in
 * either are the quoted texts and the numbers that stand by themselves
 * (https://www.fon.hum.uva.nl/praat/manual/TextGrid_file_formats.html). An interval without text is not known.
 */
final class TextGridFile {

    private static final Pattern TOKEN = Pattern.compile(
            "\"([^\"]*+(?:\"\"[^\"]*+)*+)\"|(?<![\\w\\[.-])-?\\d[\\d.]*+(?:[eE][-+]?\\d++)?+(?![\\w\\]])");

    private final Path file;
    private final Iterator<String> tokens;
    private final Map<String, List<Segment>> tiers = new LinkedHashMap<>();

    private TextGridFile(Path file) {
        this.file = file;
        this.tokens = TOKEN.matcher(TextFile.text(file))
                .results()
                .map(TextGridFile::text)
                .iterator();
    }

    /**
     * @param tier whose intervals are read; where there is only one in the file, its name does not matter
     * @throws InvalidSourceException where the file has several, and none or several are called so
     */
    static List<Segment> read(Path file, String tier) {
        TextGridFile grid = new TextGridFile(file);
        try {
            grid.readTiers();
        } catch (NoSuchElementException | NumberFormatException e) {
            throw grid.refused("breaks off or has something else where a number should be");
        }
        return grid.tier(tier);
    }

    private void readTiers() {
        if (!tokens.hasNext()
                || !tokens.next().equals("ooTextFile")
                || !tokens.next().equals("TextGrid")) {
            throw refused("is none");
        }
        skip(2);
        long count = Long.parseLong(tokens.next());
        for (long i = 0; i < count; i++) {
            boolean intervals = tokens.next().equals("IntervalTier");
            String name = tokens.next();
            skip(2);
            List<Segment> segments = segments(intervals);
            if (intervals && tiers.putIfAbsent(name, segments) != null) {
                throw refused("has two tiers called " + name);
            }
        }
    }

    /** Points in time last too short to be the label of a frame. */
    private List<Segment> segments(boolean intervals) {
        List<Segment> segments = new ArrayList<>();
        long count = Long.parseLong(tokens.next());
        for (long i = 0; i < count; i++) {
            double start = Double.parseDouble(tokens.next());
            double end = intervals ? Double.parseDouble(tokens.next()) : start;
            Segment segment = new Segment(start, end, tokens.next().strip());
            if (!segment.isStretch()) {
                throw refused("has an interval from %s to %s seconds".formatted(start, end));
            }
            if (!segment.label().isEmpty()) {
                segments.add(segment);
            }
        }
        return segments;
    }

    /** Aligners put the speaker's name before the tier's: {@code anna - phones}. */
    private List<Segment> tier(String wanted) {
        List<String> fitting = tiers.keySet().stream()
                .filter(name -> tiers.size() == 1 || name.equals(wanted) || name.endsWith(" - " + wanted))
                .toList();
        if (fitting.size() != 1) {
            throw refused("has %s interval tier %s; there are: %s"
                    .formatted(fitting.isEmpty() ? "no" : "more than one", wanted, String.join(", ", tiers.keySet())));
        }
        return tiers.get(fitting.get(0));
    }

    private void skip(int count) {
        for (int i = 0; i < count; i++) {
            Double.parseDouble(tokens.next());
        }
    }

    private static String text(MatchResult token) {
        return token.group(1) == null ? token.group() : token.group(1).replace("\"\"", "\"");
    }

    private InvalidSourceException refused(String what) {
        return new InvalidSourceException(
                "%s %s; allowed: a TextGrid as text, with an interval tier of the label's name".formatted(file, what));
    }
}
