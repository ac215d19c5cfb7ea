package dev.solera.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A folder whose files can be made to survive a loss of power.
 *
 * @param path of it, which may not be there yet
 */
public record SyncedFolder(Path path) {

    /** Writes the content of a file. */
    public interface Content {
        void writeTo(FileChannel file) throws IOException;
    }

    /** @throws IOException where it cannot be read, or is not there */
    public List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(path)) {
            return files.toList();
        }
    }

    /** Writes a file of it, whose content survives a loss of power. */
    public void write(Path file, Content content) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            content.writeTo(channel);
            channel.force(true);
        }
    }

    /**
     * Writes a file of it under a temporary name, then renames, so that a reader never sees half a file, and that whoever deletes what
     * it was made of can rely on it. The folder is made where it is missing.
     *
     * @param name replaced where it exists
     */
    public void replace(String name, Content content) throws IOException {
        Files.createDirectories(path);
        Path temporary = path.resolve(name + ".tmp");
        try {
            write(temporary, content);
            Files.move(
                    temporary, path.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            Files.deleteIfExists(temporary);
            throw e;
        }
        sync();
    }

    /** Deletes those of its files that somebody wants deleted. */
    public void delete(Predicate<Path> condition) throws IOException {
        for (Path file : files()) {
            if (condition.test(file)) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** After this, what was created, renamed or removed in it survives a loss of power. */
    public void sync() throws IOException {
        sync(path);
    }

    /** After this, what a file or a folder holds survives a loss of power. */
    public static void sync(Path entry) throws IOException {
        try (FileChannel channel = FileChannel.open(entry, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
