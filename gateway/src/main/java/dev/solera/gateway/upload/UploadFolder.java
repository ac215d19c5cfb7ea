package dev.solera.gateway.upload;

import dev.solera.definition.InvalidDefinitionException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.UserPrincipal;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder of the files that clients have sent to one life of a gateway; it goes with it. A gateway that was killed leaves its
 * own, which the next one to begin beside it deletes: the folder of one that lives has a file that its process has locked, which
 * no process outlives. One that is killed in the moment between making its folder and locking it leaves an empty one for good.
 */
final class UploadFolder implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(UploadFolder.class);
    private static final String PREFIX = "solera-uploads-";

    /** Of this process: to open what it has locked and close it again would unlock it. */
    private static final String OWN = PREFIX + UUID.randomUUID() + "-";

    private static final String LOCK = "lock";

    private final Path path;
    private final FileChannel lock;

    private UploadFolder(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /**
     * Makes one, and deletes those that were left.
     *
     * @throws InvalidDefinitionException where there can be none
     */
    static UploadFolder in(Path parent) {
        try {
            Files.createDirectories(parent);
            Path path = Files.createTempDirectory(parent, OWN);
            UploadFolder made = new UploadFolder(path, locked(path));
            deleteLeft(parent, Files.getOwner(path));
            return made;
        } catch (IOException e) {
            throw InvalidDefinitionException.of(
                    UploadProperties.PREFIX + "folder", parent, "a folder that can be written to: " + e);
        }
    }

    /** It has its name only once it is locked, so that nobody meets it before. */
    private static FileChannel locked(Path folder) throws IOException {
        Path unnamed = folder.resolve("lock-begun");
        FileChannel channel = FileChannel.open(unnamed, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        channel.lock();
        Files.move(unnamed, folder.resolve(LOCK), StandardCopyOption.ATOMIC_MOVE);
        return channel;
    }

    private static void deleteLeft(Path parent, UserPrincipal owner) throws IOException {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(parent, PREFIX + "*")) {
            for (Path folder : all) {
                if (!folder.getFileName().toString().startsWith(OWN)) {
                    deleteIfLeft(folder, owner);
                }
            }
        }
    }

    /** Not what other users have put there, who could lead elsewhere. */
    private static void deleteIfLeft(Path folder, UserPrincipal owner) {
        try {
            if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
                    && Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS).equals(owner)) {
                deleteIfUnlocked(folder);
            }
        } catch (NoSuchFileException | AccessDeniedException e) {
            LOG.debug("uploads left alone folder={} cause={}", folder, e.toString());
        } catch (IOException e) {
            LOG.warn("uploads of an earlier gateway not deleted folder={} cause={}", folder, e.toString());
        }
    }

    private static void deleteIfUnlocked(Path folder) throws IOException {
        try (FileChannel channel =
                        FileChannel.open(folder.resolve(LOCK), StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
                var unlocked = channel.tryLock()) {
            if (unlocked != null) {
                int files = delete(folder);
                LOG.info("uploads of an earlier gateway deleted folder={} files={}", folder, files);
            }
        }
    }

    /** The lock goes last, so that what could not be deleted is tried again. */
    private static int delete(Path folder) throws IOException {
        List<Path> files;
        try (var all = Files.list(folder)) {
            files = all.filter(file -> !file.endsWith(LOCK)).toList();
        }
        for (Path file : files) {
            Files.deleteIfExists(file);
        }
        Files.deleteIfExists(folder.resolve(LOCK));
        Files.deleteIfExists(folder);
        return files.size();
    }

    /** A new file in it, even where somebody tidies up folders that are old. */
    Path file() throws IOException {
        Files.createDirectories(path);
        return Files.createTempFile(path, "upload-", "");
    }

    @Override
    public void close() throws IOException {
        try (lock) {
            if (Files.isDirectory(path)) {
                delete(path);
            }
        }
    }
}
