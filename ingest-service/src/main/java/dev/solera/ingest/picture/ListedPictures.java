package dev.solera.ingest.picture;

import dev.solera.ingest.corpus.InvalidSourceException;
import dev.solera.ingest.corpus.LabelSchema;
import dev.solera.ingest.corpus.Listing;
import dev.solera.ingest.corpus.ListingDigest;
import dev.solera.ingest.corpus.OpeningProgress;
import dev.solera.ingest.corpus.PictureCorpus;
import dev.solera.ingest.corpus.Recording;
import dev.solera.ingest.file.RecordingNames;
import dev.solera.ingest.label.Candidate;
import dev.solera.ingest.label.Candidates;
import dev.solera.ingest.label.HeldOutChoice;
import dev.solera.media.UnreadableRecordingException;
import dev.solera.media.picture.Picture;
import dev.solera.pipeline.ImageInput;
import dev.solera.pipeline.PixelScale;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Pictures with what is known of them, wherever they are stored. */
public final class ListedPictures implements PictureCorpus {

    private final List<Candidate> usable;
    private final Store store;
    private final PixelScale scale;
    private final Listing listing;

    /** Where the pictures are. */
    @FunctionalInterface
    public interface Store {
        Picture read(Candidate picture) throws UnreadableRecordingException;
    }

    /**
     * What there is in a source.
     *
     * @param origin the source, for people
     * @param usable the pictures that can be used, in their order
     * @param skipped what cannot be, by name with the cause
     * @param notes what people should know of them; a sentence each
     * @param part the group of values that says which part of a data set a picture is of, and so is no label
     * @param names that pictures can be called by, and those that are skipped
     * @param store which reads them
     */
    public record Found(
            String origin,
            List<Candidate> usable,
            Map<String, String> skipped,
            List<String> notes,
            Optional<String> part,
            Supplier<RecordingNames> names,
            Store store) {

        public Found {
            usable = List.copyOf(usable);
            skipped = Map.copyOf(skipped);
            notes = List.copyOf(notes);
        }
    }

    /** @param progress told how far pictures are decoded for their mean */
    public ListedPictures(Found found, HeldOutChoice heldOut, ImageInput input, OpeningProgress progress) {
        this.usable = found.usable();
        this.store = found.store();
        Optional<String> decidingLabel = heldOut.rule().ownGroup();
        Candidates all = new Candidates(usable);
        LabelSchema labels = all.labels(
                Stream.concat(found.part().stream(), decidingLabel.stream()).collect(Collectors.toSet()));
        List<Recording> recordings = recordings(all.heldOut(heldOut, found.names()), labels);
        this.scale = input.normalise().orElseGet(() -> computed(found.origin(), recordings, progress));
        List<String> notes = new ArrayList<>(found.notes());
        ListingDigest digest = new ListingDigest(labels);
        recordings.forEach(
                recording -> digest.add(recording, usable.get(recording.index()).bytes(), 0, ""));
        if (input.normalise().isEmpty()) {
            digest.scaledBy(scale);
            notes.add("Pixels are scaled by the training pictures' own mean %s and deviation %s, where white is 1"
                    .formatted(text(scale.mean()), text(scale.deviation())));
        }
        this.listing =
                new Listing(found.origin(), recordings, labels, found.skipped(), notes, decidingLabel, digest.hash());
    }

    private List<Recording> recordings(Set<String> heldOut, LabelSchema labels) {
        Function<Map<String, String>, Map<String, Integer>> numbering = labels.numbering();
        List<Recording> all = new ArrayList<>();
        for (Candidate candidate : usable) {
            all.add(new Recording(
                    all.size(),
                    candidate.name(),
                    1,
                    heldOut.contains(candidate.name()),
                    numbering.apply(candidate.values())));
        }
        return all;
    }

    private PixelScale computed(String origin, List<Recording> recordings, OpeningProgress progress) {
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
    public Listing listing() {
        return listing;
    }

    @Override
    public Picture read(int recording) throws UnreadableRecordingException {
        return store.read(usable.get(recording));
    }

    @Override
    public PixelScale scale() {
        return scale;
    }
}
