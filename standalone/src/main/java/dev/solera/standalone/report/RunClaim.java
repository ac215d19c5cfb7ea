package dev.solera.standalone.report;

import dev.solera.standalone.lock.FolderLock;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A run's folder that nobody else works on until it is closed.
 *
 * @param folder of the run
 * @param named as the user knows it
 * @param lock on it
 */
public record RunClaim(RunFolder folder, Path named, FolderLock lock) implements AutoCloseable {

    /**
     * Claims a new folder, or an empty one.
     *
     * @throws IllegalArgumentException where {@link RunFolder#require} does not hold, somebody else works on it, or it cannot
     *     be made
     */
    public static RunClaim make(Path path) {
        RunFolder.require(path);
        boolean made = !Files.exists(path);
        try {
            Files.createDirectories(path);
        } catch (IOException e) {
            throw RunFolder.cannotBeMade(path, e);
        }
        return ofNew(path, made);
    }

    /** Claims a new folder of that name, or of that name with a number behind it where others were quicker. */
    public static RunClaim makeNumbered(Path path) {
        RunFolder.requireName(path);
        try {
            Files.createDirectories(path.toAbsolutePath().getParent());
            Path folder = path;
            for (int number = 2; !isMade(folder); number++) {
                folder = path.resolveSibling(path.getFileName() + "-" + number);
            }
            return ofNew(folder, true);
        } catch (IOException e) {
            throw RunFolder.cannotBeMade(path, e);
        }
    }

    private static boolean isMade(Path folder) throws IOException {
        try {
            Files.createDirectory(folder);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        }
    }

    private static RunClaim ofNew(Path path, boolean made) {
        FolderLock lock = FolderLock.acquire("--out", path);
        try {
            RunFolder folder = RunFolder.create(path);
            return new RunClaim(new RunFolder(folder.path(), made), path, lock);
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /**
     * Claims the folder of a run that has begun.
     *
     * @throws IllegalArgumentException where it is none, or somebody else works on it
     */
    public static RunClaim take(Path path) {
        FolderLock.requireFree("run", path); // one that has just begun holds little yet
        RunFolder folder = RunFolder.begun(path);
        return new RunClaim(folder, path, FolderLock.acquire("run", path));
    }

    @Override
    public void close() {
        lock.close();
    }
}
