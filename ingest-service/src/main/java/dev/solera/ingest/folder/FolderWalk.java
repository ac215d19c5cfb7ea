package dev.solera.ingest.folder;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** A walk over the files at or below a folder: links are followed, and what cannot be reached stops nothing else. */
final class FolderWalk extends SimpleFileVisitor<Path> {

    private final Path folder;
    private final Consumer<Path> files;
    private final BiConsumer<Path, IOException> unreachable;

    private FolderWalk(Path folder, Consumer<Path> files, BiConsumer<Path, IOException> unreachable) {
        this.folder = folder;
        this.files = files;
        this.unreachable = unreachable;
    }

    /**
     * @param depth levels of folders to look at, 1 for the folder alone
     * @param files takes every file
     * @param unreachable takes every file and folder that cannot be looked at, with the cause
     * @throws IOException where the folder itself cannot be read
     */
    static void over(Path folder, int depth, Consumer<Path> files, BiConsumer<Path, IOException> unreachable)
            throws IOException {
        Files.walkFileTree(
                folder, EnumSet.of(FileVisitOption.FOLLOW_LINKS), depth, new FolderWalk(folder, files, unreachable));
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        files.accept(file);
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException cause) throws IOException {
        if (file.equals(folder)) {
            throw cause;
        }
        unreachable.accept(file, cause);
        return FileVisitResult.CONTINUE;
    }
}
