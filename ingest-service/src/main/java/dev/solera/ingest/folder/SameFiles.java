package dev.solera.ingest.folder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Files under the names by which a walk meets them, of which links may give one several. It then goes by the name that is not a
 * link, if that is in the folder, else by the first in the order of their characters.
 */
final class SameFiles {

    private static final String LINKS = "unix:nlink";

    private final Path folder;
    private final SortedMap<String, Path> found = new TreeMap<>();
    private final Map<Object, List<String>> namesByKey = new HashMap<>();

    SameFiles(Path folder) {
        this.folder = folder;
    }

    void add(String name, Path file, BasicFileAttributes attributes) {
        found.put(name, file);
        // A system without keys tells them apart by their paths alone.
        Object key = Optional.ofNullable(attributes.fileKey()).orElse("");
        namesByKey.computeIfAbsent(key, any -> new ArrayList<>()).add(name);
    }

    /** The files by name, without those names that {@link #aliases} gives. */
    SortedMap<String, Path> filesWithout(Map<String, String> aliases) {
        SortedMap<String, Path> files = new TreeMap<>(found);
        files.keySet().removeAll(aliases.keySet());
        return files;
    }

    /** The names that stand for a file of another name, by name with that one. */
    Map<String, String> aliases() throws IOException {
        Map<String, String> aliases = new TreeMap<>();
        for (List<String> names : namesByKey.values()) {
            if (names.size() > 1) {
                findAliases(names, aliases);
            }
        }
        return aliases;
    }

    /** @param names of equal key: of one file, or on a system that gives keys anew or not at all, of several */
    private void findAliases(List<String> names, Map<String, String> aliases) throws IOException {
        Map<Object, String> firsts = new HashMap<>();
        Map<Boolean, List<String>> byPlain = new TreeMap<>(Comparator.reverseOrder());
        for (String name : names.stream().sorted().toList()) {
            byPlain.computeIfAbsent(isPlain(name), any -> new ArrayList<>()).add(name);
        }
        for (String name : byPlain.values().stream().flatMap(List::stream).toList()) {
            Object identity = hasHardLinks(name) ? LINKS : real(name);
            String first = firsts.putIfAbsent(identity, name);
            if (first != null) {
                aliases.put(name, first);
            }
        }
    }

    private boolean isPlain(String name) throws IOException {
        return real(name).equals(folder.toRealPath().resolve(folder.relativize(found.get(name))));
    }

    private boolean hasHardLinks(String name) throws IOException {
        Path file = found.get(name);
        return file.getFileSystem().supportedFileAttributeViews().contains("unix")
                && (int) Files.getAttribute(file, LINKS) > 1;
    }

    private Path real(String name) throws IOException {
        return found.get(name).toRealPath();
    }
}
