package dev.solera.ingest.folder;

import dev.solera.ingest.audio.AudioDecoder;
import dev.solera.ingest.corpus.InvalidSourceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The files of a folder at any nesting, links followed: which are named like recordings, which could not be looked at.
 *
 * @param names relative paths of the audio files, with {@code /} between folders, in the order of their characters
 * @param unreachable what could not be looked at, by relative path with the cause
 * @param others how many files there are that are no recordings, by ending
 */
record FolderListing(Set<String> names, Map<String, String> unreachable, Map<String, Integer> others) {

    /** @throws InvalidSourceException where the folder is missing, or nothing in it is named like a recording */
    static FolderListing of(Path folder) {
        if (!Files.isDirectory(folder)) {
            String what = Files.exists(folder) ? "is no folder" : "does not exist";
            throw new InvalidSourceException(
                    "source %s %s; allowed: a folder with wav or flac files, or synthetic:speech"
                            .formatted(folder, what));
        }
        FolderListing listing = new FolderListing(new TreeSet<>(), new TreeMap<>(), new TreeMap<>());
        try {
            FolderWalk.over(
                    folder,
                    Integer.MAX_VALUE,
                    file -> listing.add(name(folder, file)),
                    (path, cause) -> listing.unreachable.put(name(folder, path), "cannot be reached: " + cause));
        } catch (IOException e) {
            throw new InvalidSourceException("source %s cannot be read: %s".formatted(folder, e.getMessage()), e);
        }
        if (listing.names.isEmpty()) {
            throw new InvalidSourceException("source %s holds no wav or flac files (%s)"
                    .formatted(folder, listing.others.isEmpty() ? "it is empty" : "it has " + listing.summary()));
        }
        return listing;
    }

    /** The relative path as recordings are named. */
    static String name(Path folder, Path file) {
        return folder.relativize(file).toString().replace('\\', '/');
    }

    private String summary() {
        return others.entrySet().stream()
                .limit(5)
                .map(entry -> entry.getValue() + " " + entry.getKey())
                .collect(Collectors.joining(", "));
    }

    private void add(String name) {
        if (AudioDecoder.forName(name).isPresent()) {
            names.add(name);
        } else {
            String ending = name.substring(Candidate.withoutEnding(name).length());
            others.merge(ending.isEmpty() ? "without ending" : ending, 1, Integer::sum);
        }
    }
}
