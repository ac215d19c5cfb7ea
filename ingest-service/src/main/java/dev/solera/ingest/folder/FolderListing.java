package dev.solera.ingest.folder;

import dev.solera.ingest.corpus.InvalidSourceException;
import dev.solera.ingest.corpus.OpeningProgress;
import dev.solera.ingest.file.FileName;
import dev.solera.ingest.file.FolderWalk;
import dev.solera.ingest.file.RecordingNames;
import dev.solera.ingest.label.HeldOutRule;
import dev.solera.ingest.label.LabelColumns;
import dev.solera.ingest.label.Labelling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * The files of a folder at any nesting, links followed: which are named like recordings, which could not be looked at. A file is
 * listed once, however many links lead to it.
 *
 * @param medium that is looked for
 * @param folder that they are in
 * @param files of the medium by relative path, with {@code /} between folders, in the order of their characters
 * @param aliases other relative paths of the same files
 * @param unreachable what could not be looked at, by relative path with the cause
 * @param others how many files there are that are no recordings, by ending
 */
record FolderListing(
        Medium medium,
        Path folder,
        SortedMap<String, Path> files,
        Map<String, String> aliases,
        Map<String, String> unreachable,
        Map<String, Integer> others) {

    /** Among the others, those of the medium that are left out for where they lie. */
    private static final String HIDDEN = "in hidden folders";

    /** @throws InvalidSourceException where the folder is missing, or nothing in it is named like a recording */
    static FolderListing of(Path folder, Medium medium, OpeningProgress progress) {
        if (!Files.isDirectory(folder)) {
            String what = Files.exists(folder) ? "is no folder" : "does not exist";
            throw new InvalidSourceException("source %s %s; allowed: a folder with %s, or a source that is built in"
                    .formatted(FileName.of(folder), what, medium.files()));
        }
        SameFiles recordings = new SameFiles(folder);
        Map<String, String> unreachable = new TreeMap<>();
        Map<String, Integer> others = new TreeMap<>();
        AtomicInteger seen = new AtomicInteger();
        try {
            FolderWalk.over(
                    folder,
                    Integer.MAX_VALUE,
                    (file, attributes) -> {
                        progress.found(seen.incrementAndGet());
                        String name = FileName.of(folder, file);
                        if (medium.isRead(name) && medium.isLeftOut(name)) {
                            others.merge(HIDDEN, 1, Integer::sum);
                        } else if (medium.isRead(name)) {
                            recordings.add(name, file, attributes);
                        } else {
                            others.merge(ending(name), 1, Integer::sum);
                        }
                    },
                    (path, cause) -> unreachable.put(FileName.of(folder, path), cause));
            Map<String, String> aliases = recordings.aliases();
            FolderListing listing =
                    new FolderListing(medium, folder, recordings.filesWithout(aliases), aliases, unreachable, others);
            if (listing.files.isEmpty()) {
                throw listing.nothing();
            }
            return listing;
        } catch (IOException e) {
            throw new InvalidSourceException("source %s cannot be read: %s".formatted(folder, e.getMessage()), e);
        }
    }

    private InvalidSourceException nothing() {
        boolean hasOther = others.keySet().stream().anyMatch(medium.other()::isOf);
        return new InvalidSourceException("source %s holds no %s that can be read (%s)%s"
                .formatted(
                        FileName.of(folder),
                        medium.files(),
                        others.isEmpty() ? "it is empty" : "it has " + counts(others),
                        hasOther
                                ? "; allowed: %s, as the pipeline's input is, or a pipeline for %s"
                                        .formatted(
                                                medium.files(), medium.other().files())
                                : ""));
    }

    /** Where the labels of the files come from, and the values of the group by which recordings are held out. */
    Labelling labelling(String labels, LabelColumns columns, HeldOutRule rule) {
        return Labelling.parse(
                labels, folder, columns, rule.ownGroup().stream().collect(Collectors.toSet()), this::names);
    }

    /** What lists may call the files, before anything else is known of them. */
    RecordingNames names() {
        Map<String, String> ids = new HashMap<>();
        files.keySet().forEach(name -> ids.put(name, RecordingNames.stem(name)));
        return new RecordingNames(folder, ids, aliases, Map.of());
    }

    /** What lists may call the recordings, files and utterances in them. */
    RecordingNames names(Labelling labelling) {
        Map<String, String> ids = new HashMap<>();
        Map<String, String> utterances = new HashMap<>();
        for (String file : files.keySet()) {
            ids.put(file, labelling.idOf(file));
            labelling.utterancesOf(file).forEach(utterance -> utterances.put(utterance.nameIn(file), utterance.id()));
        }
        return new RecordingNames(folder, ids, aliases, utterances);
    }

    /** What there is of the medium that is not read, in a sentence. */
    Optional<String> unread() {
        Map<String, Integer> unread = new TreeMap<>(others);
        unread.keySet().removeIf(ending -> !ending.equals(HIDDEN) && !medium.isOf(ending));
        return unread.isEmpty() ? Optional.empty() : Optional.of(medium.unread() + ": " + counts(unread));
    }

    private static String counts(Map<String, Integer> endings) {
        return endings.entrySet().stream()
                .limit(5)
                .map(entry -> entry.getValue() + " " + entry.getKey())
                .collect(Collectors.joining(", "));
    }

    private static String ending(String name) {
        String ending = name.substring(RecordingNames.withoutEnding(name).length());
        return ending.isEmpty() ? "without ending" : ending;
    }
}
