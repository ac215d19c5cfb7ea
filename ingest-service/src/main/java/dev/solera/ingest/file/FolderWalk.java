package dev.solera.ingest.file;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;
import java.util.function.BiConsumer;

/** A walk over the files at or below a folder: links are followed, and what cannot be reached stops nothing else. */
public final class FolderWalk extends SimpleFileVisitor<Path> {

    private final Path folder;
    private final BiConsumer<Path, BasicFileAttributes> files;
    private final BiConsumer<Path, String> unreachable;

    private FolderWalk(Path folder, BiConsumer<Path, BasicFileAttributes> files, BiConsumer<Path, String> unreachable) {
        this.folder = folder;
        this.files = files;
        this.unreachable = unreachable;
    }

    /**
     * @param depth levels of folders to look at, 1 for the folder alone
     * @param files takes every file that holds bytes
     * @param unreachable takes every other entry and every folder that cannot be looked at, with what is the matter
     * @throws IOException where the folder itself cannot be read
     */
    public static void over(
            Path folder, int depth, BiConsumer<Path, BasicFileAttributes> files, BiConsumer<Path, String> unreachable)
            throws IOException {
        Files.walkFileTree(
                folder, EnumSet.of(FileVisitOption.FOLLOW_LINKS), depth, new FolderWalk(folder, files, unreachable));
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        if (attributes.isRegularFile()) {
            files.accept(file, attributes);
        } else if (attributes.isSymbolicLink()) {
            unreachable.accept(file, "is a link that leads nowhere");
        } else if (attributes.isOther()) {
            unreachable.accept(file, "is no file with bytes in it");
        }
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException cause) throws IOException {
        if (file.equals(folder)) {
            throw cause;
        }
        unreachable.accept(
                file,
                cause instanceof FileSystemLoopException
                        ? "is a link to a folder that it lies in"
                        : "cannot be reached: " + cause);
        return FileVisitResult.CONTINUE;
    }

    /** A folder that went away while it was looked at. */
    @Override
    public FileVisitResult postVisitDirectory(Path visited, IOException cause) throws IOException {
        return cause == null ? FileVisitResult.CONTINUE : visitFileFailed(visited, cause);
    }
}
