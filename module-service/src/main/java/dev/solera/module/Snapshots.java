package dev.solera.module;

import dev.solera.checkpoint.ParameterFile;
import dev.solera.checkpoint.Provenance;
import dev.solera.checkpoint.StaleOwnerException;
import dev.solera.encoder.Parameter;
import dev.solera.learning.ModuleChain;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes every module's parameters with their provenance to {@code <output>/<number>.safetensors}: beside training at
 * intervals, and on demand. A process that does not own the modules any more writes nothing here either.
 */
final class Snapshots implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Snapshots.class);

    private final Provenance owner;
    private final Ownership ownership;
    private final Path folder;
    private final Path owners;
    private final Duration interval;
    private final DiskWait disk;
    private final WritingThread writer;
    private long takenAt = System.nanoTime();

    /** A copy of all parameters, by module. */
    private record Snapshot(Provenance provenance, Map<Integer, Map<String, Parameter>> parameters) {}

    /** @param writer for these alone */
    Snapshots(Provenance owner, Ownership ownership, ModuleProperties settings, DiskWait disk, WritingThread writer) {
        this.owner = owner;
        this.ownership = ownership;
        this.folder = settings.output();
        this.owners = settings.checkpoint().folder();
        this.interval = settings.snapshotInterval();
        this.disk = disk;
        this.writer = writer;
    }

    /**
     * Has them written as they are now, where the interval has passed since the last time and that is written; returns before
     * it is done. Where it cannot be, the log says so.
     *
     * @throws StaleOwnerException where another process had the modules the last time
     */
    void writeIfDue(ModuleChain chain) throws IOException, InterruptedException {
        if (writer.checkWritten() && System.nanoTime() - takenAt >= interval.toNanos()) {
            takenAt = System.nanoTime();
            begin(chain);
        }
    }

    /**
     * Writes, or says that it cannot be written now.
     *
     * @param patience how long the disk may take for what is under way, and for this
     */
    void tryToWrite(ModuleChain chain, Duration patience) throws IOException, InterruptedException {
        boolean written = writer.awaitWritten(patience);
        if (written) {
            begin(chain);
            written = writer.awaitWritten(patience);
        }
        if (!written) {
            LOG.warn("parameters not written folder={} cause=\"the disk takes too long\"", folder);
        }
    }

    /** Writes, however long the disk refuses it. */
    void write(ModuleChain chain) throws IOException, InterruptedException {
        writer.awaitWritten();
        Snapshot taken = take(chain);
        disk.<Void, IOException>until("parameters not written", () -> {
            write(taken);
            return null;
        });
    }

    private void begin(ModuleChain chain) {
        Snapshot taken = take(chain);
        writer.write(CompletableFuture.completedFuture(null), () -> tryToWrite(taken));
    }

    private Snapshot take(ModuleChain chain) {
        Map<Integer, Map<String, Parameter>> parameters = new TreeMap<>();
        for (int number : owner.modules().numbers()) {
            parameters.put(number, chain.module(number).parameters());
        }
        return new Snapshot(owner.at(chain.step(), chain.progress().trained()), parameters);
    }

    private void tryToWrite(Snapshot taken) throws StaleOwnerException {
        try {
            write(taken);
        } catch (StaleOwnerException e) {
            throw e;
        } catch (IOException e) {
            LOG.warn("parameters not written cause=\"{}\"", e.getMessage() == null ? e.toString() : e.getMessage());
        }
    }

    private void write(Snapshot taken) throws IOException {
        naming(owners, ownership::require);
        for (Map.Entry<Integer, Map<String, Parameter>> module :
                taken.parameters().entrySet()) {
            Path file = ParameterFile.of(folder, module.getKey());
            naming(
                    file,
                    () -> ParameterFile.write(
                            file, module.getValue(), taken.provenance().of(module.getKey())));
        }
    }

    /** Where the disk fails without saying of what, adds it. */
    private static void naming(Path file, WritingThread.Work work) throws IOException {
        try {
            work.run();
        } catch (StaleOwnerException | FileSystemException e) {
            throw e;
        } catch (IOException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        } catch (UncheckedIOException e) {
            throw new IOException(file + ": " + e.getCause().getMessage(), e);
        }
    }

    /** Gives up what is not written. */
    @Override
    public void close() throws InterruptedException {
        writer.close();
    }
}
