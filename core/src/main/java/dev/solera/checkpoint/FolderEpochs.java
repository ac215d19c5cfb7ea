package dev.solera.checkpoint;

import dev.solera.storage.SyncedFolder;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who owns a folder: the newest epoch, {@code 3.epoch}, which is taken by creating its file, as only one process can.
 *
 * @param folder that is owned
 */
record FolderEpochs(SyncedFolder folder) {

    private static final Logger LOG = LoggerFactory.getLogger(FolderEpochs.class);
    private static final Pattern FILE = Pattern.compile("(\\d{1,18})\\.epoch");
    private static final long NONE = 0;

    /** Takes the next one, and makes the folder where it is missing. */
    long takeNext() throws IOException {
        Files.createDirectories(folder.path());
        while (true) {
            long next = newest() + 1;
            try {
                Files.createFile(file(next));
                folder.sync();
                folder.delete(file -> {
                    long epoch = of(file);
                    return epoch != NONE && epoch < next;
                });
                return next;
            } catch (FileAlreadyExistsException e) {
                LOG.info("module acquired by another process at the same time folder={} epoch={}", folder.path(), next);
            }
        }
    }

    /** Gives one up that was taken. */
    void giveUp(long epoch) throws IOException {
        Files.delete(file(epoch));
    }

    /** @throws StaleOwnerException where a newer one was taken */
    void requireNewest(long epoch) throws IOException {
        long newest = newest();
        if (newest != epoch) {
            throw new StaleOwnerException(epoch, newest);
        }
    }

    private long newest() throws IOException {
        return folder.files().stream().mapToLong(FolderEpochs::of).max().orElse(NONE);
    }

    private static long of(Path file) {
        Matcher name = FILE.matcher(file.getFileName().toString());
        return name.matches() ? Long.parseLong(name.group(1)) : NONE;
    }

    private Path file(long epoch) {
        return folder.path().resolve(epoch + ".epoch");
    }
}
