package dev.solera.checkpoint;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A folder whose files can be made to survive a loss of power.
 *
 * @param path of it, which may not be there yet
 */
record SyncedFolder(Path path) {

    /** Writes the content of a file. */
    interface Content {
        void writeTo(FileChannel file) throws IOException;
    }

    /** @throws IOException where it cannot be read, or is not there */
    List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(path)) {
            return files.toList();
        }
    }

    /** Writes a file of it, whose content survives a loss of power. */
    void write(Path file, Content content) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            content.writeTo(channel);
            channel.force(true);
        }
    }

    /** Deletes those of its files that somebody wants deleted. */
    void delete(Predicate<Path> condition) throws IOException {
        for (Path file : files()) {
            if (condition.test(file)) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** After this, what was created, renamed or removed in it survives a loss of power. */
    void sync() throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
