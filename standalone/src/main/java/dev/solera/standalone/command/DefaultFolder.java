package dev.solera.standalone.command;

import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;

/** Where a run goes that was given no folder: {@code runs/<name>-<time>}. */
public final class DefaultFolder {

    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

    private DefaultFolder() {}

    public static Path of(String name) {
        return Path.of("runs", name + "-" + LocalDateTime.now().format(STAMP));
    }
}
