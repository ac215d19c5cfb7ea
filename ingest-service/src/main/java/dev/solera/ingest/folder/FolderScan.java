package dev.solera.ingest.folder;

import dev.solera.ingest.corpus.InvalidSourceException;
import dev.solera.ingest.corpus.UnreadableRecordingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which files of a folder can be used.
 *
 * @param usable in the order of their names
 * @param skipped by name with the cause
 * @param skippedKeys what a list may call those that are skipped
 */
record FolderScan(List<Candidate> usable, Map<String, String> skipped, Set<String> skippedKeys) {

    private static final Logger LOG = LoggerFactory.getLogger(FolderScan.class);

    /**
     * Reads all headers, and decodes everything where it fits {@code cacheBytes}; on all processors.
     *
     * @throws InvalidSourceException where nothing can be used, or the labels fit nothing
     */
    static FolderScan of(Path folder, FolderListing files, ClipReader reader, Labelling labelling, long cacheBytes) {
        Map<String, String> skipped = new ConcurrentSkipListMap<>(files.unreachable());
        Map<String, Candidate> found = new ConcurrentSkipListMap<>();
        files.names().parallelStream().forEach(name -> {
            try {
                found.put(name, candidate(folder, name, reader, labelling));
            } catch (UnreadableRecordingException e) {
                skipped.put(name, e.getMessage());
            }
        });
        long samples = found.values().stream().mapToLong(Candidate::length).sum();
        if (samples * Float.BYTES <= cacheBytes) {
            decodeAll(found, skipped, reader);
        }
        if (found.isEmpty()) {
            Map.Entry<String, String> first = skipped.entrySet().iterator().next();
            throw new InvalidSourceException(
                    "source %s holds no recording that can be used: %d skipped, the first, %s, %s"
                            .formatted(folder, skipped.size(), first.getKey(), first.getValue()));
        }
        requireLabels(found.values(), labelling);
        Set<String> skippedKeys = skipped.keySet().stream()
                .flatMap(name -> Candidate.keys(name, labelling.idOf(name)).stream())
                .collect(Collectors.toSet());
        return new FolderScan(new ArrayList<>(found.values()), new TreeMap<>(skipped), skippedKeys);
    }

    private static Candidate candidate(Path folder, String name, ClipReader reader, Labelling labelling)
            throws UnreadableRecordingException {
        try {
            long bytes = Files.size(folder.resolve(name));
            if (bytes == 0) {
                throw new UnreadableRecordingException("is empty");
            }
            return new Candidate(name, labelling.idOf(name), labelling.valuesOf(name), reader.length(name), bytes);
        } catch (IOException e) {
            throw new UnreadableRecordingException("cannot be read: " + e, e);
        }
    }

    private static void decodeAll(Map<String, Candidate> found, Map<String, String> skipped, ClipReader reader) {
        found.values().parallelStream().forEach(candidate -> {
            try {
                int length = reader.read(candidate.name()).length;
                if (length != candidate.length()) {
                    throw new UnreadableRecordingException(
                            "is cut off: its header promises %d samples at the pipeline's rate, it has %d"
                                    .formatted(candidate.length(), length));
                }
            } catch (UnreadableRecordingException e) {
                skipped.put(candidate.name(), e.getMessage());
                found.remove(candidate.name());
            }
        });
    }

    private static void requireLabels(Collection<Candidate> usable, Labelling labelling) {
        if (labelling == Labelling.NONE) {
            return;
        }
        List<Candidate> unknown = usable.stream()
                .filter(candidate -> candidate.values().isEmpty())
                .toList();
        if (unknown.size() == usable.size()) {
            throw new InvalidSourceException(
                    "labels fit none of %d recordings; allowed: a rule that fits names such as %s"
                            .formatted(usable.size(), unknown.get(0).name()));
        }
        if (!unknown.isEmpty()) {
            LOG.warn(
                    "recordings without labels count={} first={}",
                    unknown.size(),
                    unknown.get(0).name());
        }
    }
}
