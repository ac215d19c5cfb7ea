package dev.solera.ingest.folder;

import dev.solera.ingest.corpus.InvalidSourceException;
import dev.solera.ingest.corpus.OpeningProgress;
import dev.solera.ingest.corpus.SourceUnavailableException;
import dev.solera.ingest.label.Candidate;
import dev.solera.ingest.label.Extent;
import dev.solera.ingest.label.Labelling;
import dev.solera.ingest.label.Utterance;
import dev.solera.media.UnreadableRecordingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Which files of a folder can be used, and which utterances in them.
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
        Set<String> refused = ConcurrentHashMap.newKeySet();
        AtomicInteger done = new AtomicInteger();
        files.files().entrySet().parallelStream().forEach(file -> {
            try {
                for (Candidate candidate : candidates(file.getKey(), file.getValue(), reader, labelling, skipped)) {
                    found.put(candidate.name(), candidate);
                }
            } catch (UnreadableRecordingException e) {
                skipped.put(file.getKey(), e.getMessage());
                refused.add(file.getKey());
            }
            progress.read(done.incrementAndGet(), files.files().size());
        });
        if (found.values().stream().mapToLong(reader::bytes).sum() <= cacheBytes) {
            decodeAll(List.copyOf(found.values()), reader, progress).forEach((candidate, cause) -> {
                skipped.put(candidate.name(), cause);
                refused.add(candidate.file());
                found.remove(candidate.name());
            });
        }
        Reach.require(files.files(), refused);
        List<String> notes = notes(files, labelling, found.values(), skipped);
        return new FolderScan(new ArrayList<>(found.values()), new TreeMap<>(skipped), List.copyOf(notes));
    }

    /**
     * What people should know of a folder and of where its labels come from.
     *
     * @throws InvalidSourceException where nothing can be used, or the labels fit nothing
     */
    static List<String> notes(
            FolderListing files, Labelling labelling, Collection<Candidate> usable, Map<String, String> skipped) {
        if (usable.isEmpty()) {
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
        cuts(usable).ifPresent(notes::add);
        requireLabels(usable, labelling).ifPresent(notes::add);
        return notes;
    }

    /** A file or its utterances, of which it skips what is no stretch of it. */
    private static List<Candidate> candidates(
            String name, Path file, ClipReader reader, Labelling labelling, Map<String, String> skipped)
            throws UnreadableRecordingException {
        try {
            long bytes = Files.size(file);
            if (bytes == 0) {
                throw new UnreadableRecordingException("is empty");
            }
            long length = reader.length(name);
            List<Utterance> utterances = labelling.utterancesOf(name);
            if (utterances.isEmpty()) {
                return List.of(new Candidate(name, labelling.idOf(name), labelling.valuesOf(name), length, bytes));
            }
            List<Candidate> candidates = new ArrayList<>();
            for (Utterance utterance : utterances) {
                String own = utterance.nameIn(name);
                try {
                    Extent extent = utterance.within(name, length, reader.sampleRate());
                    candidates.add(new Candidate(own, utterance.id(), utterance.values(), extent, bytes));
                } catch (UnreadableRecordingException e) {
                    skipped.put(own, e.getMessage());
                }
            }
            return candidates;
        } catch (IOException e) {
            throw new UnreadableRecordingException("cannot be read: " + e, e);
        }
    }

    /** @return those that are damaged, with the cause */
    private static Map<Candidate, String> decodeAll(
            List<Candidate> found, ClipReader reader, OpeningProgress progress) {
        Map<Candidate, String> damaged = new ConcurrentHashMap<>();
        AtomicInteger done = new AtomicInteger();
        found.parallelStream().forEach(candidate -> {
            try {
                for (Stretch stretch : reader.stretches(candidate)) {
                    reader.read(stretch);
                }
            } catch (UnreadableRecordingException e) {
                damaged.put(candidate, e.getMessage());
            }
            progress.decoded(done.incrementAndGet(), found.size());
        });
        return damaged;
    }

    /** @return what to say where files are cut into utterances */
    private static Optional<String> cuts(Collection<Candidate> usable) {
        List<Candidate> utterances =
                usable.stream().filter(Candidate::isUtterance).toList();
        List<Candidate> whole =
                usable.stream().filter(candidate -> !candidate.isUtterance()).toList();
        return utterances.isEmpty()
                ? Optional.empty()
                : Optional.of("%,d files are cut into %,d utterances%s"
                        .formatted(
                                utterances.stream()
                                        .map(Candidate::file)
                                        .distinct()
                                        .count(),
                                utterances.size(),
                                whole.isEmpty()
                                        ? ""
                                        : "; %,d have none and stay whole, the first: %s"
                                                .formatted(
                                                        whole.size(),
                                                        whole.get(0).name())));
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
            throw new InvalidSourceException("labels fit none of %d names; allowed: a rule that fits such as %s"
                    .formatted(usable.size(), unknown.get(0).name()));
        }
        return unknown.stream()
                .findFirst()
                .map(first -> "%,d of %,d have no labels, the first: %s"
                        .formatted(unknown.size(), usable.size(), first.name()));
    }
}
