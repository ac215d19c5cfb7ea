package dev.solera.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What one partition of a topic takes on a broker's disk, looked at again and again while it is open. */
final class BrokerDisk implements AutoCloseable {

    private static final long LOOK_MILLIS = 50;

    private final Path folder;
    private final ScheduledExecutorService looking = Executors.newSingleThreadScheduledExecutor();
    private final Map<String, Long> segments = new TreeMap<>();
    private long most;

    /** @param folder of the partition; it need not be there yet */
    BrokerDisk(Path folder) {
        this.folder = folder;
        looking.scheduleWithFixedDelay(this::look, 0, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private synchronized void look() {
        Map<String, Long> now = segmentsNow();
        segments.putAll(now);
        most = Math.max(most, now.values().stream().mapToLong(Long::longValue).sum());
    }

    private Map<String, Long> segmentsNow() {
        Map<String, Long> now = new TreeMap<>();
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file :
                        files.filter(path -> path.toString().endsWith(".log")).toList()) {
                    now.put(file.getFileName().toString(), Files.size(file));
                }
            } catch (NoSuchFileException e) {
                return segmentsNow();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return now;
    }

    /** Bytes at the fullest moment. */
    synchronized long mostBytes() {
        return most;
    }

    /** Bytes of all segments that there ever were. */
    synchronized long bytesWritten() {
        return segments.values().stream().mapToLong(Long::longValue).sum();
    }

    synchronized int segmentsRemoved() {
        return segments.size() - segmentsNow().size();
    }

    @Override
    public String toString() {
        return "%,d bytes at most, %,d in all, %d segments of %d removed"
                .formatted(mostBytes(), bytesWritten(), segmentsRemoved(), segments.size());
    }

    @Override
    public void close() throws InterruptedException {
        looking.shutdown();
        looking.awaitTermination(10, TimeUnit.SECONDS);
        look();
    }
}
