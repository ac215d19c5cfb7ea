package dev.solera.standalone.lock;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The right to work on a folder, which one process has at a time. The operating system takes it back when the process ends,
 * however that comes about, so that what a killed one leaves blocks nobody. The file says who has it.
 */
public final class FolderLock implements AutoCloseable {

    /** The file in the folder, there for as long as the lock is held, and after a kill. */
    public static final String FILE = "solera.lock";

    /**
     * Those of this process, with their holder. Its files are not to be opened a second time here: POSIX drops a process's
     * locks on a file when it closes <em>any</em> of its descriptors.
     */
    private static final Map<Path, String> OWN = new ConcurrentHashMap<>();

    private final Path file;
    private final FileChannel channel;

    private FolderLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * @param what the folder is, as the user knows it
     * @param folder that is there
     * @throws FolderInUseException where somebody else works on it
     * @throws IllegalArgumentException where it cannot be locked
     */
    public static FolderLock acquire(String what, Path folder) {
        String holder = "process %d since %s"
                .formatted(ProcessHandle.current().pid(), Instant.now().truncatedTo(ChronoUnit.SECONDS));
        try {
            Path file = folder.toRealPath().resolve(FILE);
            String own = OWN.putIfAbsent(file, holder);
            if (own != null) {
                throw new FolderInUseException(what, folder, own);
            }
            Optional<FileChannel> channel = Optional.empty();
            try {
                channel = lock(file);
                if (channel.isEmpty()) {
                    throw new FolderInUseException(what, folder, holder(file));
                }
                channel.get().truncate(0);
                channel.get().write(ByteBuffer.wrap(holder.getBytes(StandardCharsets.UTF_8)), 0);
                return new FolderLock(file, channel.get());
            } catch (IOException | RuntimeException e) {
                OWN.remove(file);
                if (channel.isPresent()) {
                    channel.get().close();
                }
                throw e;
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("%s is %s, which cannot be locked: %s".formatted(what, folder, e), e);
        }
    }

    /** Empty where somebody else has it. Whoever had it before may remove the file that is opened here: it is looked for again. */
    private static Optional<FileChannel> lock(Path file) throws IOException {
        while (true) {
            Object before = key(file);
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (channel.tryLock() == null) {
                channel.close();
                return Optional.empty();
            }
            if (Objects.equals(before, key(file))) {
                return Optional.of(channel);
            }
            channel.close();
        }
    }

    /** What distinguishes a file from another of the same name; makes the file where it is missing. */
    private static Object key(Path file) throws IOException {
        while (true) {
            try {
                return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
            } catch (NoSuchFileException e) {
                create(file);
            }
        }
    }

    private static void create(Path file) throws IOException {
        try {
            Files.createFile(file);
        } catch (FileAlreadyExistsException e) {
            return;
        }
    }

    /**
     * Looks whether somebody works on a folder, and changes nothing.
     *
     * @throws FolderInUseException where somebody does
     */
    public static void requireFree(String what, Path folder) {
        try {
            Path file = folder.toRealPath().resolve(FILE);
            String own = OWN.get(file);
            if (own != null) {
                throw new FolderInUseException(what, folder, own);
            }
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
                if (channel.tryLock(0, Long.MAX_VALUE, true) == null) {
                    throw new FolderInUseException(what, folder, holder(file));
                }
            }
        } catch (NoSuchFileException e) {
            return;
        } catch (IOException e) {
            throw new IllegalArgumentException("%s is %s, whose lock cannot be read: %s".formatted(what, folder, e), e);
        }
    }

    private static String holder(Path file) throws IOException {
        String holder = Files.readString(file);
        return holder.isBlank() ? "another process" : holder;
    }

    /** Releases it; doing so again takes it from nobody who has it by then. */
    @Override
    public synchronized void close() {
        if (!channel.isOpen()) {
            return;
        }
        try (channel) {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new IllegalStateException(file + " cannot be removed", e);
        } finally {
            OWN.remove(file);
        }
    }
}
