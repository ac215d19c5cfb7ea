package dev.solera.standalone.command;

import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;

/** Where a run goes that was given no folder: {@code runs/<name>-<time>}. */
public final class DefaultFolder {

    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

    private DefaultFolder() {}

    public static Path of(String name) {
        return Path.of("runs", stamped(name));
    }

    /** A name with the time behind it. */
    static String stamped(String name) {
        return name + "-" + LocalDateTime.now().format(STAMP);
    }
}
