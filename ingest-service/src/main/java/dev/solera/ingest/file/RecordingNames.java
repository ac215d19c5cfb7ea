package dev.solera.ingest.file;

import java.io.IOException;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What lists and tables may call the recordings of a folder, best first: a path, relative to the folder, absolute or from the
 * folder's own name on; the same without ending; the id; the end of a path. Letters count the same however they are composed
 * (NFC or NFD), {@code ./x.wav} is {@code x.wav}, and the ending may be that of another kind, as corpora are
 * converted. An utterance's id is it, and not a file that is called the same without ending; so is the name of a picture that lies in
 * a file with others.
 */
public final class RecordingNames {

    private static final Pattern ENDING = Pattern.compile(
            "(?i)\\.(wav|flac|mp3|ogg|oga|opus|m4a|aac|aiff?|sph|nist|w64|rf64|jpe?g|png|gif|bmp|tiff?|webp)$");

    private final Set<String> folders = new LinkedHashSet<>();
    private final Map<String, List<String>> exact = new HashMap<>();
    private final Map<String, List<String>> paths = new HashMap<>();
    private final Map<String, List<String>> withoutEndings = new HashMap<>();
    private final Map<String, List<String>> ids = new HashMap<>();
    private final Map<String, List<String>> ends = new HashMap<>();

    /**
     * @param folder of the recordings
     * @param idsByName what lists call a recording where they do not use its name
     * @param aliases further names of the same files, by which they are found as well
     * @param utterances ids of parts of files that are recordings of their own, by name
     */
    public RecordingNames(
            Path folder, Map<String, String> idsByName, Map<String, String> aliases, Map<String, String> utterances) {
        Path absolute = folder.toAbsolutePath().normalize();
        addFolder(absolute);
        try {
            addFolder(absolute.toRealPath());
        } catch (IOException e) {
            throw new IllegalStateException("folder %s is gone".formatted(folder), e);
        }
        idsByName.forEach((name, id) -> {
            put(ids, plain(id), name);
            putPath(name, name);
        });
        aliases.forEach(this::putPath);
        utterances.forEach((name, id) -> {
            put(exact, name, name);
            put(exact, plain(id), name);
        });
    }

    private void addFolder(Path folder) {
        String name = plain(FileName.of(folder.getRoot(), folder));
        folders.add("/" + name + "/");
        folders.add(name.substring(name.lastIndexOf('/') + 1) + "/");
    }

    private void putPath(String path, String name) {
        String plain = plain(path);
        put(exact, path, name);
        put(paths, plain, name);
        put(withoutEndings, withoutEnding(plain), name);
        for (int slash = plain.indexOf('/'); slash >= 0; slash = plain.indexOf('/', slash + 1)) {
            put(ends, plain.substring(slash + 1), name);
            put(ends, withoutEnding(plain.substring(slash + 1)), name);
        }
    }

    private static void put(Map<String, List<String>> table, String key, String name) {
        table.computeIfAbsent(key, unknown -> new ArrayList<>(1)).add(name);
    }

    /** The recordings that are called so: none, one or, where what is written is no path, several. */
    public List<String> find(String written) {
        List<String> found = lookUp(written.strip());
        if (found.isEmpty()) {
            found = lookUp(ENDING.matcher(written.strip()).replaceFirst(""));
        }
        return found.isEmpty() && written.contains("\\") ? find(written.replace('\\', '/')) : found;
    }

    /** The recording at a path, given in full. */
    public Optional<String> at(String path) {
        return first(path, List.of(exact, paths)).stream().findFirst();
    }

    private List<String> lookUp(String written) {
        return first(written, List.of(exact, paths, withoutEndings, ids, ends));
    }

    private List<String> first(String written, List<Map<String, List<String>>> tables) {
        List<String> ways = ways(written);
        for (Map<String, List<String>> table : tables) {
            for (String way : ways) {
                if (table.containsKey(way)) {
                    return List.copyOf(new TreeSet<>(table.get(way)));
                }
            }
        }
        return List.of();
    }

    /** As it stands, in plain letters, and from the folder on. */
    private List<String> ways(String written) {
        String plain = plain(written);
        List<String> ways = new ArrayList<>(List.of(written, plain));
        for (String folder : folders) {
            int within = plain.lastIndexOf("/" + folder);
            if (plain.startsWith(folder)) {
                ways.add(plain.substring(folder.length()));
            } else if (within >= 0) {
                ways.add(plain.substring(within + 1 + folder.length()));
            }
        }
        return ways;
    }

    /** The one form of all that name the same place in the same letters. */
    private static String plain(String path) {
        String text = Normalizer.normalize(path.strip(), Normalizer.Form.NFC);
        if (!text.contains("./") && !text.contains("//")) {
            return text;
        }
        Deque<String> parts = new ArrayDeque<>();
        for (String part : text.split("/")) {
            if (part.equals("..") && !parts.isEmpty() && !parts.getLast().equals("..")) {
                parts.removeLast();
            } else if (!part.isEmpty() && !part.equals(".")) {
                parts.addLast(part);
            }
        }
        return (text.startsWith("/") ? "/" : "") + String.join("/", parts);
    }

    /** Without what stands behind the last dot of the last part. */
    public static String withoutEnding(String name) {
        int dot = name.lastIndexOf('.');
        return dot > name.lastIndexOf('/') ? name.substring(0, dot) : name;
    }

    /** The last part of a path, without its ending. */
    public static String stem(String name) {
        return withoutEnding(name.substring(name.lastIndexOf('/') + 1));
    }
}
