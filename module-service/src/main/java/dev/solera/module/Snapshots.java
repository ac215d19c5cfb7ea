package dev.solera.module;

import dev.solera.checkpoint.CheckpointStore;
import dev.solera.checkpoint.ParameterFile;
import dev.solera.checkpoint.Provenance;
import dev.solera.checkpoint.StaleOwnerException;
import dev.solera.learning.ModuleChain;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes every module's parameters with their provenance to {@code <output>/<number>.safetensors}, at intervals and on demand. */
final class Snapshots {

    private static final Logger LOG = LoggerFactory.getLogger(Snapshots.class);

    private final Provenance owner;
    private final CheckpointStore store;
    private final long epoch;
    private final Path folder;
    private final Duration interval;
    private final DiskWait disk;
    private long writtenAt = System.nanoTime();

    /** @param epoch of this process's ownership in the store; one that was superseded writes nothing here either */
    Snapshots(Provenance owner, CheckpointStore store, long epoch, ModuleProperties settings, DiskWait disk) {
        this.owner = owner;
        this.store = store;
        this.epoch = epoch;
        this.folder = settings.output();
        this.interval = settings.snapshotInterval();
        this.disk = disk;
    }

    /** Writes where the interval has passed since the last time. */
    void writeIfDue(ModuleChain chain) throws StaleOwnerException {
        if (System.nanoTime() - writtenAt >= interval.toNanos()) {
            tryToWrite(chain);
        }
    }

    /** Writes, or says that it cannot be written now. */
    void tryToWrite(ModuleChain chain) throws StaleOwnerException {
        try {
            writeOnce(chain);
        } catch (StaleOwnerException e) {
            throw e;
        } catch (IOException e) {
            LOG.warn("parameters not written folder={} cause=\"{}\"", folder, e.getMessage());
        }
        writtenAt = System.nanoTime();
    }

    /** Writes, however long the disk refuses it. */
    void write(ModuleChain chain) throws IOException, InterruptedException {
        disk.<Void, IOException>until("parameters not written", () -> {
            writeOnce(chain);
            return null;
        });
    }

    private void writeOnce(ModuleChain chain) throws IOException {
        store.requireOwnership(epoch);
        Provenance provenance = owner.at(chain.step(), chain.progress().trained());
        for (int number : owner.modules().numbers()) {
            Path file = folder.resolve(number + ".safetensors");
            ParameterFile.write(file, chain.module(number).parameters(), provenance.of(number));
        }
    }
}
