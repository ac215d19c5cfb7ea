package dev.solera.ingest.folder;

import dev.solera.ingest.corpus.InvalidSourceException;
import dev.solera.ingest.corpus.OpeningProgress;
import dev.solera.ingest.corpus.SourceUnavailableException;
import dev.solera.ingest.corpus.UnreadableRecordingException;
import dev.solera.ingest.label.Candidate;
import dev.solera.ingest.label.Labelling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Which files of a folder can be used.
 *
 * @param usable in the order of their names
 * @param skipped by name with the cause
 * @param notes what people should know of the files and their labels; a sentence each
 */
record FolderScan(List<Candidate> usable, Map<String, String> skipped, List<String> notes) {

    /**
     * Reads all headers, and decodes everything where it fits {@code cacheBytes}; on all processors.
     *
     * @throws InvalidSourceException where nothing can be used, or the labels fit nothing
     * @throws SourceUnavailableException where files are gone that were just there
     */
    static FolderScan of(
            FolderListing files, ClipReader reader, Labelling labelling, long cacheBytes, OpeningProgress progress) {
        Map<String, String> skipped = new ConcurrentSkipListMap<>(files.unreachable());
        Map<String, Candidate> found = new ConcurrentSkipListMap<>();
        AtomicInteger done = new AtomicInteger();
        files.files().entrySet().parallelStream().forEach(file -> {
            String name = file.getKey();
            try {
                found.put(name, candidate(name, file.getValue(), reader, labelling));
            } catch (UnreadableRecordingException e) {
                skipped.put(name, e.getMessage());
            }
            progress.read(done.incrementAndGet(), files.files().size());
        });
        if (found.values().stream().mapToLong(reader::bytes).sum() <= cacheBytes) {
            decodeAll(found, skipped, reader, progress);
        }
        Reach.require(files.files(), skipped.keySet());
        if (found.isEmpty()) {
            Map.Entry<String, String> first = skipped.entrySet().iterator().next();
            throw new InvalidSourceException(
                    "source %s holds no recording that can be used: %d skipped, the first, %s, %s"
                            .formatted(files.folder(), skipped.size(), first.getKey(), first.getValue()));
        }
        List<String> notes = new ArrayList<>(labelling.notes());
        files.aliases().entrySet().stream()
                .findFirst()
                .ifPresent(first -> notes.add("%,d files have several names and count once, the first: %s is %s"
                        .formatted(files.aliases().size(), first.getKey(), first.getValue())));
        files.unread().ifPresent(notes::add);
        requireLabels(found.values(), labelling).ifPresent(notes::add);
        return new FolderScan(new ArrayList<>(found.values()), new TreeMap<>(skipped), List.copyOf(notes));
    }

    private static Candidate candidate(String name, Path file, ClipReader reader, Labelling labelling)
            throws UnreadableRecordingException {
        try {
            long bytes = Files.size(file);
            if (bytes == 0) {
                throw new UnreadableRecordingException("is empty");
            }
            return new Candidate(name, labelling.idOf(name), labelling.valuesOf(name), reader.length(name), bytes);
        } catch (IOException e) {
            throw new UnreadableRecordingException("cannot be read: " + e, e);
        }
    }

    private static void decodeAll(
            Map<String, Candidate> found, Map<String, String> skipped, ClipReader reader, OpeningProgress progress) {
        int all = found.size();
        AtomicInteger done = new AtomicInteger();
        found.values().parallelStream().forEach(candidate -> {
            try {
                for (Stretch stretch : reader.stretches(candidate)) {
                    reader.read(stretch);
                }
            } catch (UnreadableRecordingException e) {
                skipped.put(candidate.name(), e.getMessage());
                found.remove(candidate.name());
            }
            progress.decoded(done.incrementAndGet(), all);
        });
    }

    /** @return what to say where some have none */
    private static Optional<String> requireLabels(Collection<Candidate> usable, Labelling labelling) {
        if (labelling == Labelling.NONE) {
            return Optional.empty();
        }
        List<Candidate> unknown = usable.stream()
                .filter(candidate -> candidate.values().isEmpty())
                .toList();
        if (unknown.size() == usable.size()) {
            throw new InvalidSourceException(
                    "labels fit none of %d recordings; allowed: a rule that fits names such as %s"
                            .formatted(usable.size(), unknown.get(0).name()));
        }
        return unknown.stream()
                .findFirst()
                .map(first -> "%,d of %,d recordings have no labels, the first: %s"
                        .formatted(unknown.size(), usable.size(), first.name()));
    }
}
