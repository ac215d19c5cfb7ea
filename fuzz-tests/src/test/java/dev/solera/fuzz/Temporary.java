package dev.solera.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A place on the disk for what readers of files are given; it goes with the process. */
public final class Temporary {

    private static final String PREFIX = "fuzzed";

    private Temporary() {}

    /** @param ending of its name, with the dot */
    public static Path file(String ending) {
        try {
            return leaving(Files.createTempFile(PREFIX, ending));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A folder, which has to be empty in the end to go. */
    public static Path folder() {
        try {
            return leaving(Files.createTempDirectory(PREFIX));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Path leaving(Path path) {
        path.toFile().deleteOnExit();
        return path;
    }
}
