package dev.solera.ingest.folder;

import dev.solera.ingest.corpus.InvalidSourceException;
import dev.solera.ingest.corpus.OpeningProgress;
import dev.solera.ingest.file.FileName;
import dev.solera.ingest.label.Candidate;
import dev.solera.ingest.label.HeldOutChoice;
import dev.solera.ingest.label.Labelling;
import dev.solera.ingest.picture.ListedPictures;
import dev.solera.media.UnreadableRecordingException;
import dev.solera.media.picture.Framing;
import dev.solera.media.picture.Picture;
import dev.solera.media.picture.PictureReader;
import dev.solera.pipeline.ImageInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The files of a folder of pictures: decoded when their turn comes, what was used last kept in memory up to a bound.
 *
 * <p>At the start every file's header is read. A folder whose scaled pictures fit the bound is decoded whole then, so that
 * damage inside a file is found before anything is trained.
 */
public final class PictureFolder {

    private final FolderListing files;
    private final PictureReader reader;
    private final ReadCache<Picture> cache;

    private PictureFolder(FolderListing files, PictureReader reader, long cacheBytes) {
        this.files = files;
        this.reader = reader;
        this.cache = new ReadCache<>(cacheBytes, Picture::bytes);
    }

    /**
     * @param folder of pictures, at any nesting
     * @param input of the pipeline: what pictures are scaled to
     * @param progress told how far the folder is looked at
     * @throws InvalidSourceException where the folder is missing, nothing in it can be used, or a setting does not fit it
     */
    public static ListedPictures open(
            Path folder, ImageInput input, PictureSettings settings, OpeningProgress progress) {
        FolderListing files = FolderListing.of(folder, Medium.PICTURES, progress);
        HeldOutChoice heldOut = HeldOutChoice.parse(settings.heldOut());
        Labelling labelling = files.labelling(settings.labels(), settings.columns(), heldOut.rule());
        PictureReader reader = new PictureReader(Framing.of(input), settings.largestBytes(), "solera.ingest.largest");
        PictureFolder pictures = new PictureFolder(files, reader, settings.cacheBytes());
        Map<String, String> skipped = new ConcurrentSkipListMap<>(files.unreachable());
        Map<String, Candidate> found = pictures.find(labelling, skipped, progress);
        return new ListedPictures(
                new ListedPictures.Found(
                        FileName.of(folder),
                        new ArrayList<>(found.values()),
                        skipped,
                        FolderScan.notes(files, labelling, found.values(), skipped),
                        Optional.empty(),
                        () -> files.names(labelling),
                        pictures::read),
                heldOut,
                input,
                progress);
    }

    /** The pictures that can be used, by name; of what cannot, the cause is put among the skipped. */
    private Map<String, Candidate> find(Labelling labelling, Map<String, String> skipped, OpeningProgress progress) {
        Map<String, Candidate> found = new ConcurrentSkipListMap<>();
        AtomicInteger done = new AtomicInteger();
        AtomicLong bytes = new AtomicLong();
        int all = files.files().size();
        files.files().entrySet().parallelStream().forEach(file -> {
            String name = file.getKey();
            try {
                long size = Files.size(file.getValue());
                if (size == 0) {
                    throw new UnreadableRecordingException("is empty");
                }
                bytes.addAndGet(reader.bytes(file.getValue()));
                found.put(name, new Candidate(name, labelling.idOf(name), labelling.valuesOf(name), 1, size));
            } catch (UnreadableRecordingException e) {
                skipped.put(name, e.getMessage());
            } catch (IOException e) {
                skipped.put(name, "cannot be read: " + e);
            }
            progress.read(done.incrementAndGet(), all);
        });
        if (bytes.get() <= cache.most()) {
            decodeAll(found, skipped, progress);
        }
        Reach.require(files.files(), skipped.keySet());
        return found;
    }

    private void decodeAll(Map<String, Candidate> found, Map<String, String> skipped, OpeningProgress progress) {
        int all = found.size();
        AtomicInteger done = new AtomicInteger();
        found.keySet().parallelStream().forEach(name -> {
            try {
                decode(name);
            } catch (UnreadableRecordingException e) {
                skipped.put(name, e.getMessage());
                found.remove(name);
            }
            progress.decoded(done.incrementAndGet(), all);
        });
    }

    private Picture read(Candidate picture) throws UnreadableRecordingException {
        String name = picture.name();
        return Reach.within(name, files.files().get(name), () -> decode(name));
    }

    private Picture decode(String name) throws UnreadableRecordingException {
        return cache.get(name, () -> {
            try {
                return reader.read(files.files().get(name));
            } catch (IOException e) {
                throw new UnreadableRecordingException("cannot be read: " + e, e);
            }
        });
    }
}
