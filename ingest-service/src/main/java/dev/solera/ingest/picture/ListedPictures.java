package dev.solera.ingest.picture;

import dev.solera.ingest.corpus.InvalidSourceException;
import dev.solera.ingest.corpus.LabelSchema;
import dev.solera.ingest.corpus.Listing;
import dev.solera.ingest.corpus.OpeningProgress;
import dev.solera.ingest.corpus.Picture;
import dev.solera.ingest.corpus.PictureCorpus;
import dev.solera.ingest.corpus.Recording;
import dev.solera.ingest.corpus.UnreadableRecordingException;
import dev.solera.ingest.file.RecordingNames;
import dev.solera.ingest.label.Candidate;
import dev.solera.ingest.label.Candidates;
import dev.solera.ingest.label.HeldOutRule;
import dev.solera.pipeline.ImageInput;
import dev.solera.pipeline.PixelScale;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Pictures with what is known of them, wherever they are stored. */
public final class ListedPictures implements PictureCorpus {

    private final String origin;
    private final List<Candidate> candidates;
    private final Store store;
    private final Map<String, String> skipped;
    private final List<String> notes;
    private final Optional<String> decidingLabel;
    private final LabelSchema labels;
    private final List<Recording> recordings;
    private final PixelScale scale;
    private final String listingHash;

    /** Where the pictures are. */
    public interface Store {
        Picture read(Candidate picture) throws UnreadableRecordingException;
    }

    /**
     * @param candidates the pictures that can be used, in their order
     * @param skipped by name with the cause
     * @param setting the rule's text
     * @param notProbed a group of values that is no label, whatever the rule; may be none that there is
     * @param names of the pictures
     * @param progress told how far pictures are decoded for their mean
     */
    public ListedPictures(
            String origin,
            List<Candidate> candidates,
            Map<String, String> skipped,
            List<String> notes,
            HeldOutRule rule,
            String setting,
            String notProbed,
            Supplier<RecordingNames> names,
            ImageInput input,
            Store store,
            OpeningProgress progress) {
        this.origin = origin;
        this.candidates = List.copyOf(candidates);
        this.store = store;
        this.skipped = new TreeMap<>(skipped);
        this.decidingLabel = rule.ownGroup();
        Candidates all = new Candidates(candidates);
        Set<String> others = new HashSet<>(Set.of(notProbed));
        decidingLabel.ifPresent(others::add);
        this.labels = all.labels(others);
        this.recordings = recordings(all.heldOut(rule, setting, names));
        this.scale = input.normalise().orElseGet(() -> computed(progress));
        this.notes = new ArrayList<>(notes);
        Listing listing = new Listing(labels);
        recordings.forEach(recording ->
                listing.add(recording, this.candidates.get(recording.index()).bytes(), 0, ""));
        if (input.normalise().isEmpty()) {
            listing.scaledBy(scale);
            this.notes.add("Pixels are scaled by the training pictures' own mean %s and deviation %s, where white is 1"
                    .formatted(text(scale.mean()), text(scale.deviation())));
        }
        this.listingHash = listing.hash();
    }

    private List<Recording> recordings(Set<String> heldOut) {
        Function<Map<String, String>, Map<String, Integer>> numbering = labels.numbering();
        List<Recording> all = new ArrayList<>();
        for (Candidate candidate : candidates) {
            all.add(new Recording(
                    all.size(),
                    candidate.name(),
                    1,
                    heldOut.contains(candidate.name()),
                    numbering.apply(candidate.values())));
        }
        return List.copyOf(all);
    }

    private PixelScale computed(OpeningProgress progress) {
        List<Integer> training = recordings.stream()
                .filter(recording -> !recording.heldOut())
                .map(Recording::index)
                .toList();
        return PixelStatistics.of(training, this::read, progress)
                .orElseThrow(() -> new InvalidSourceException(
                        "source %s holds no training picture that can be read, of %d that are listed"
                                .formatted(origin, training.size())));
    }

    private static String text(List<Double> values) {
        return values.stream()
                .map(value -> String.format(Locale.ROOT, "%.4f", value))
                .collect(Collectors.joining(" "));
    }

    @Override
    public String origin() {
        return origin;
    }

    @Override
    public List<Recording> recordings() {
        return recordings;
    }

    @Override
    public LabelSchema labels() {
        return labels;
    }

    @Override
    public Map<String, String> skipped() {
        return Map.copyOf(skipped);
    }

    @Override
    public List<String> notes() {
        return List.copyOf(notes);
    }

    @Override
    public Optional<String> decidingLabel() {
        return decidingLabel;
    }

    @Override
    public String listingHash() {
        return listingHash;
    }

    @Override
    public Picture read(int recording) throws UnreadableRecordingException {
        return store.read(candidates.get(recording));
    }

    @Override
    public PixelScale scale() {
        return scale;
    }
}
