package dev.solera.ingest.folder;

import dev.solera.ingest.corpus.Clip;
import dev.solera.ingest.corpus.InvalidSourceException;
import dev.solera.ingest.corpus.LabelSchema;
import dev.solera.ingest.corpus.Listing;
import dev.solera.ingest.corpus.ListingDigest;
import dev.solera.ingest.corpus.OpeningProgress;
import dev.solera.ingest.corpus.Recording;
import dev.solera.ingest.corpus.SoundCorpus;
import dev.solera.ingest.file.FileName;
import dev.solera.ingest.label.Candidate;
import dev.solera.ingest.label.Candidates;
import dev.solera.ingest.label.FrameLabels;
import dev.solera.ingest.label.HeldOutChoice;
import dev.solera.ingest.label.Labelling;
import dev.solera.media.UnreadableRecordingException;
import dev.solera.pipeline.AudioInput;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The corpus of a folder of audio files: every file is a recording, or every utterance that labels cut it into. A long one is
 * several recordings, which are held out together or not at all.
 *
 * <p>At the start every file's header is read. A folder whose decoded audio fits the cache is decoded whole then, so that
 * damage inside a file is found before anything is trained. In a larger folder it is found when the file's turn comes:
 * the listing, and with it the place of every other recording in the run, stays as it is.
 */
public final class FolderCorpus implements SoundCorpus {

    private final Path folder;
    private final Map<String, Path> files;
    private final int frame;
    private final ClipReader reader;
    private final List<Candidate> candidates;
    private final List<Stretch> stretches;
    private final Optional<FrameLabels> frameLabels;
    private final Listing listing;

    private FolderCorpus(
            FolderListing files,
            int sampleRate,
            ClipReader reader,
            Labelling labelling,
            HeldOutChoice choice,
            FolderScan scan,
            FolderSettings settings) {
        this.folder = files.folder();
        this.files = files.files();
        this.frame = Math.max(1, sampleRate / 100);
        this.reader = reader;
        this.candidates = scan.usable();
        this.stretches = candidates.stream()
                .flatMap(candidate -> reader.stretches(candidate).stream())
                .toList();
        requireOneOfAName(stretches);
        Map<String, String> fileOf = candidates.stream().collect(Collectors.toMap(Candidate::name, Candidate::file));
        this.frameLabels = settings.frameLabels()
                .map(setting -> FrameLabels.read(
                        setting,
                        folder,
                        files.names(labelling),
                        name -> reader.sampleRate(fileOf.getOrDefault(name, name))));
        frameLabels.ifPresent(given -> given.cut(candidates, sampleRate));
        LabelSchema labels = schema(choice.rule().ownGroup());
        Set<String> heldOut = new Candidates(candidates).heldOut(choice, () -> files.names(labelling));
        List<String> notes = Stream.of(
                        scan.notes().stream(),
                        frameLabels.stream().flatMap(given -> given.notes().stream()),
                        SharedAudio.note(candidates, heldOut).stream())
                .flatMap(Function.identity())
                .toList();
        List<Recording> recordings = recordings(heldOut, labels);
        this.listing = new Listing(
                FileName.of(folder),
                recordings,
                labels,
                scan.skipped(),
                notes,
                choice.rule().ownGroup(),
                hash(recordings, labels));
    }

    private String hash(List<Recording> recordings, LabelSchema labels) {
        ListingDigest digest = new ListingDigest(labels);
        for (Recording recording : recordings) {
            Candidate candidate = stretches.get(recording.index()).candidate();
            digest.add(
                    recording,
                    candidate.bytes(),
                    candidate.extent().begin(),
                    frameLabels.map(given -> given.described(candidate.name())).orElse(""));
        }
        return digest.hash();
    }

    /**
     * @param folder of recordings, at any nesting
     * @param input of the pipeline: recordings of another rate are resampled, of other channels mixed down or skipped
     * @throws InvalidSourceException where the folder is missing, nothing in it can be used, or a setting does not fit it
     */
    public static FolderCorpus open(Path folder, AudioInput input, FolderSettings settings) {
        return open(folder, input, settings, OpeningProgress.toLog());
    }

    /** @param progress told how far the folder is looked at */
    public static FolderCorpus open(Path folder, AudioInput input, FolderSettings settings, OpeningProgress progress) {
        FolderListing files = FolderListing.of(folder, Medium.SOUND, progress);
        ClipReader reader = new ClipReader(files.files(), input.sampleRate(), input.channels(), settings);
        HeldOutChoice choice = HeldOutChoice.parse(settings.heldOut());
        Labelling labelling = files.labelling(settings.labels(), settings.columns(), choice.rule());
        FolderScan scan = FolderScan.of(files, reader, labelling, settings.cacheBytes(), progress);
        return new FolderCorpus(files, input.sampleRate(), reader, labelling, choice, scan, settings);
    }

    @Override
    public Listing listing() {
        return listing;
    }

    @Override
    public boolean hasFrameLabels(int recording) {
        return frameLabels
                .map(given -> given.covers(stretches.get(recording).candidate().name()))
                .orElse(false);
    }

    @Override
    public Clip read(int recording) throws UnreadableRecordingException {
        Stretch stretch = stretches.get(recording);
        Candidate candidate = stretch.candidate();
        Clip clip = Reach.within(candidate.name(), files.get(candidate.file()), () -> reader.read(stretch));
        Map<String, int[]> frames = new HashMap<>();
        frameLabels.ifPresent(given -> frames.put(given.label(), frames(given, stretch)));
        return clip.with(frames);
    }

    private int[] frames(FrameLabels given, Stretch stretch) {
        int all = Math.toIntExact((stretch.candidate().length() + frame - 1) / frame);
        int first = Math.toIntExact(stretch.from() / frame);
        int count = (stretch.length() + frame - 1) / frame;
        return Arrays.copyOfRange(given.of(stretch.candidate().name(), all), first, first + count);
    }

    private static void requireOneOfAName(List<Stretch> stretches) {
        Set<String> names = new HashSet<>();
        for (Stretch stretch : stretches) {
            if (!names.add(stretch.name())) {
                throw new InvalidSourceException(
                        "two recordings are called %s; allowed: utterances that are not called as pieces of others"
                                .formatted(stretch.name()));
            }
        }
    }

    private LabelSchema schema(Optional<String> notProbed) {
        LabelSchema schema =
                new Candidates(candidates).labels(notProbed.stream().collect(Collectors.toSet()));
        if (frameLabels.isEmpty()) {
            return schema;
        }
        FrameLabels given = frameLabels.orElseThrow();
        if (candidates.stream().noneMatch(candidate -> given.covers(candidate.name()))) {
            throw new InvalidSourceException(
                    "frame-labels name no recording of %s; allowed: relative paths or ids, here %s"
                            .formatted(folder, candidates.get(0).id()));
        }
        for (Candidate candidate : candidates) {
            given.requireWithin(candidate.name(), candidate.length() / (100.0 * frame));
        }
        return schema.withFrameLabel(given.label(), given.classes());
    }

    private List<Recording> recordings(Set<String> heldOut, LabelSchema labels) {
        Function<Map<String, String>, Map<String, Integer>> numbering = labels.numbering();
        List<Recording> all = new ArrayList<>();
        for (Stretch stretch : stretches) {
            Candidate candidate = stretch.candidate();
            all.add(new Recording(
                    all.size(),
                    stretch.name(),
                    stretch.length(),
                    heldOut.contains(candidate.name()),
                    numbering.apply(candidate.values())));
        }
        return all;
    }
}
