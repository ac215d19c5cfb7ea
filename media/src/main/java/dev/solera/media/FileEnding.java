package dev.solera.media;

import java.util.Locale;

/** By what a file's name says of its kind. */
public final class FileEnding {

    private FileEnding() {}

    /** What stands behind the last dot of a name, in lower case; empty where there is no dot. */
    public static String of(String name) {
        int dot = name.lastIndexOf('.');
        return dot < 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
    }
}
