package dev.solera.ingest.label;

import dev.solera.ingest.corpus.InvalidSourceException;
import dev.solera.ingest.file.FileName;
import dev.solera.ingest.file.FolderWalk;
import dev.solera.ingest.file.RecordingNames;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where labels a frame are read from.
 *
 * @param label the label's name
 * @param folder of a file a recording; empty where one file has all, or they lie beside the recordings
 * @param file the one that has all, or {@code *.ENDING}
 */
record FrameLabelSource(String label, String folder, String file) {

    private static final Pattern SETTING = Pattern.compile("([^=]+)=(?:(.+)/(?=\\*\\.))?(.+)", Pattern.DOTALL);
    private static final String EVERY = "*.";

    static FrameLabelSource parse(String setting) {
        Matcher matcher = SETTING.matcher(setting);
        if (!matcher.matches()) {
            throw new InvalidSourceException(
                    "frame-labels is %s; allowed: NAME=FILE, NAME=*.ENDING or NAME=DIR/*.ENDING".formatted(setting));
        }
        String folder = matcher.group(2) == null ? "" : matcher.group(2);
        return new FrameLabelSource(matcher.group(1), folder, matcher.group(3));
    }

    /** The same from wherever it is read. */
    String absolute() {
        if (folder.isEmpty() && isFileARecording()) {
            return label + "=" + file;
        }
        Path path = FileName.path("frame-labels", folder.isEmpty() ? file : folder)
                .toAbsolutePath()
                .normalize();
        return label + "=" + FileName.of(path) + (folder.isEmpty() ? "" : "/" + file);
    }

    boolean isFileARecording() {
        return file.startsWith(EVERY);
    }

    /** The file that has all. */
    Path path() {
        return FileName.path("frame-labels", file);
    }

    /** The files of the ending, in capitals or not, by relative path without it. */
    SortedMap<String, Path> files(Path recordings) {
        Path where = folder.isEmpty() ? recordings : FileName.path("frame-labels", folder);
        SortedMap<String, Path> files = new TreeMap<>();
        String ending = file.substring(1).toLowerCase(Locale.ROOT);
        try {
            FolderWalk.over(
                    where,
                    Integer.MAX_VALUE,
                    (path, attributes) -> {
                        String name = FileName.of(where, path);
                        if (name.toLowerCase(Locale.ROOT).endsWith(ending)) {
                            put(files, RecordingNames.withoutEnding(name), path);
                        }
                    },
                    (path, cause) -> {
                        if (FileName.of(where, path).toLowerCase(Locale.ROOT).endsWith(ending)) {
                            throw new InvalidSourceException(
                                    "%s %s; allowed: a file that can be read".formatted(path, cause));
                        }
                    });
            return files;
        } catch (IOException e) {
            throw new InvalidSourceException("%s cannot be read: %s".formatted(where, e), e);
        }
    }

    private static void put(SortedMap<String, Path> files, String name, Path path) {
        Path before = files.putIfAbsent(name, path);
        if (before != null) {
            throw new InvalidSourceException(
                    "%s and %s are of the same recording; allowed: one file a recording".formatted(before, path));
        }
    }
}
