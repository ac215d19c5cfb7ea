package dev.solera.ingest.label;

import dev.solera.ingest.corpus.InvalidSourceException;
import dev.solera.ingest.corpus.LabelSchema;
import dev.solera.ingest.file.RecordingNames;
import dev.solera.media.UnreadableRecordingException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A label a 10 ms frame, from one file like NIST's CTM or from a file a recording. A frame has the label that holds at its
 * centre; where several do, the one that stands behind in the file.
 */
public final class FrameLabels {

    private static final double FRAME_SECONDS = 0.01;

    /** How far behind a recording's end a label may begin, in seconds: aligners round. */
    private static final double SLACK_SECONDS = 1;

    /** Tells the sample rate of a recording's own file. */
    public interface Rates {

        /** In Hz. */
        int of(String name) throws UnreadableRecordingException;
    }

    private final FrameLabelSource source;
    private final Map<String, List<Segment>> segments = new HashMap<>();
    private final SortedMap<String, Integer> numbers = new TreeMap<>();
    private int named;
    private int here;
    private Optional<String> elsewhere = Optional.empty();

    private FrameLabels(FrameLabelSource source) {
        this.source = source;
    }

    /**
     * @param setting {@code NAME=FILE}, the label's name and the file that has all, or {@code NAME=*.ENDING} or
     *     {@code NAME=DIR/*.ENDING} where files of TIMIT's or Praat's lie beside the recordings or in a folder like theirs
     * @param folder of the recordings
     */
    public static FrameLabels read(String setting, Path folder, RecordingNames names, Rates rates) {
        FrameLabels labels = new FrameLabels(FrameLabelSource.parse(setting));
        if (labels.source.isFileARecording()) {
            labels.source
                    .files(folder)
                    .forEach((name, file) -> labels.find(name, file, names)
                            .ifPresent(
                                    recording -> labels.put(recording, file, labels.ofFile(file, recording, rates))));
            labels.number(labels.segments.values());
        } else {
            Path file = labels.source.path();
            Map<String, List<Segment>> given = CtmFile.read(file);
            labels.number(given.values());
            given.forEach((name, segments) ->
                    labels.find(name, file, names).ifPresent(recording -> labels.put(recording, file, segments)));
        }
        return labels;
    }

    /** The setting as it is to be written down, so that it can be read from everywhere. */
    public static String absolute(String setting) {
        return FrameLabelSource.parse(setting).absolute();
    }

    private Optional<String> find(String written, Path file, RecordingNames names) {
        List<String> found = names.find(written);
        if (found.size() > 1) {
            throw new InvalidSourceException("%s is of %s, which %s and %s are; allowed: relative paths"
                    .formatted(file, written, found.get(0), found.get(1)));
        }
        named++;
        if (found.isEmpty()) {
            elsewhere = elsewhere.or(() -> Optional.of(written));
        }
        return found.stream().findFirst();
    }

    private void put(String recording, Path file, List<Segment> given) {
        if (segments.putIfAbsent(recording, given) != null) {
            throw new InvalidSourceException(
                    "%s has labels of %s under two names; allowed: one".formatted(file, recording));
        }
        here++;
        Map<String, String> seen = new HashMap<>();
        for (Segment segment : given) {
            String other = seen.put(segment.start() + " to " + segment.end(), segment.label());
            if (other != null && !other.equals(segment.label())) {
                throw new InvalidSourceException("%s says of %s both %s and %s from %s to %s s; allowed: one label"
                        .formatted(file, recording, other, segment.label(), segment.start(), segment.end()));
            }
        }
    }

    private List<Segment> ofFile(Path file, String recording, Rates rates) {
        if (file.toString().toLowerCase(Locale.ROOT).endsWith(".textgrid")) {
            return TextGridFile.read(file, source.label());
        }
        try {
            return PhnFile.read(file, rates.of(recording));
        } catch (UnreadableRecordingException e) {
            return List.of(); // it is skipped, and said to be
        }
    }

    /** Classes are those of the whole file, so that they are the same for a part of its recordings. */
    private void number(Collection<List<Segment>> all) {
        var names = new TreeSet<String>();
        all.forEach(given -> given.forEach(segment -> names.add(segment.label())));
        names.forEach(name -> numbers.put(name, numbers.size()));
    }

    public String label() {
        return source.label();
    }

    /** Class names, in the order of their numbers. */
    public List<String> classes() {
        return List.copyOf(numbers.keySet());
    }

    /**
     * Takes for utterances that nothing names what is said of their files there.
     *
     * @param rate of the pipeline, Hz
     * @throws InvalidSourceException where what is said of a file cannot be of it
     */
    public void cut(Collection<Candidate> candidates, int rate) {
        Map<String, List<Segment>> cut = new HashMap<>();
        for (Candidate candidate : candidates) {
            List<Segment> ofFile = segmentsOf(candidate.file());
            if (candidate.isUtterance() && !ofFile.isEmpty()) {
                Extent extent = candidate.extent();
                requireWithin(candidate.file(), (double) extent.fileLength() / rate);
                cut.put(candidate.name(), within(ofFile, extent, rate));
            }
        }
        cut.forEach(segments::putIfAbsent);
    }

    private static List<Segment> within(List<Segment> ofFile, Extent extent, int rate) {
        double begin = (double) extent.begin() / rate;
        double end = (double) extent.end() / rate;
        return ofFile.stream()
                .filter(segment -> segment.end() > begin && segment.start() < end)
                .map(segment -> new Segment(segment.start() - begin, segment.end() - begin, segment.label()))
                .toList();
    }

    /** What people should know of what is left out; a sentence each. */
    public List<String> notes() {
        int left = named - here;
        return elsewhere
                .map(first -> "Of %,d recordings that frame-labels name %,d are not here, the first: %s"
                        .formatted(named, left, first))
                .stream()
                .toList();
    }

    /** Class numbers of a recording's frames; all unknown where nothing names it. */
    public int[] of(String recording, int frames) {
        int[] values = new int[frames];
        Arrays.fill(values, LabelSchema.UNKNOWN);
        for (Segment segment : segmentsOf(recording)) {
            int from = Math.max(0, (int) Math.ceil(segment.start() / FRAME_SECONDS - 0.5 - 1e-9));
            int to = (int) Math.ceil(segment.end() / FRAME_SECONDS - 0.5 - 1e-9);
            if (from < frames) {
                Arrays.fill(values, from, Math.max(from, Math.min(to, frames)), numbers.get(segment.label()));
            }
        }
        return values;
    }

    /** Whether anything names the recording. */
    public boolean covers(String recording) {
        return !segmentsOf(recording).isEmpty();
    }

    /**
     * Looks whether what is said of a recording can be of it.
     *
     * @param seconds that it lasts
     * @throws InvalidSourceException where a label begins far behind its end
     */
    public void requireWithin(String recording, double seconds) {
        for (Segment segment : segmentsOf(recording)) {
            if (segment.start() > seconds + SLACK_SECONDS) {
                throw new InvalidSourceException(
                        "frame-labels say %s of %s from %s s, which lasts %.2f s; allowed: times in seconds within it"
                                .formatted(segment.label(), recording, segment.start(), seconds));
            }
        }
    }

    /** What is said of a recording, as a part of its identity. */
    public String described(String recording) {
        return segmentsOf(recording).toString();
    }

    private List<Segment> segmentsOf(String recording) {
        return segments.getOrDefault(recording, List.of());
    }
}
