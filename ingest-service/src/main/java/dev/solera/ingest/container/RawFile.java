package dev.solera.ingest.container;

import dev.solera.ingest.corpus.InvalidSourceException;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file of a data set, as it is looked at when the data set is opened. */
final class RawFile {

    private final Path path;

    RawFile(Path folder, String name) {
        this.path = folder.resolve(name);
    }

    String name() {
        return path.getFileName().toString();
    }

    Path path() {
        return path;
    }

    boolean isThere() {
        return Files.isRegularFile(path);
    }

    RawFile required(String beside) {
        if (!isThere()) {
            throw new InvalidSourceException("%s is not there beside %s; allowed: both".formatted(path, beside));
        }
        return this;
    }

    /** Something that is read from a file's beginning on. */
    interface Reading<T> {
        T read(DataInputStream in) throws IOException;
    }

    /** Reads some of it. */
    <T> T read(Reading<T> reading) {
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(path), 1 << 16))) {
            return reading.read(in);
        } catch (IOException e) {
            throw new InvalidSourceException("%s cannot be read: %s".formatted(path, e), e);
        }
    }

    long size() {
        try {
            return Files.size(path);
        } catch (IOException e) {
            throw new InvalidSourceException("%s cannot be read: %s".formatted(path, e), e);
        }
    }

    /** How many units of some bytes it is, of which nothing may be left over. */
    int count(int unit) {
        long size = size();
        if (size == 0 || size % unit != 0 || size / unit > Integer.MAX_VALUE) {
            throw new InvalidSourceException(
                    "%s has %d bytes; allowed: a multiple of %d, one or more".formatted(path, size, unit));
        }
        return (int) (size / unit);
    }

    /** The number of a class, which has to be one of so many. */
    short classNumber(int stored, int first, int classes, int picture) {
        if (stored < first || stored >= first + classes) {
            throw new InvalidSourceException("%s says class %d of picture %d; allowed: %d to %d"
                    .formatted(path, stored, picture, first, first + classes - 1));
        }
        return (short) (stored - first);
    }
}
