package dev.solera.module;

import dev.solera.checkpoint.CheckpointStore;
import dev.solera.checkpoint.ParameterFile;
import dev.solera.checkpoint.Provenance;
import dev.solera.checkpoint.StaleOwnerException;
import dev.solera.learning.ModuleTrainer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes a module's parameters with their provenance to {@code <output>/<number>.safetensors}, at intervals and on demand. */
final class Snapshots {

    private static final Logger LOG = LoggerFactory.getLogger(Snapshots.class);

    private final Provenance owner;
    private final CheckpointStore store;
    private final long epoch;
    private final Path file;
    private final Duration interval;
    private final DiskWait disk;
    private long writtenAt = System.nanoTime();

    /** @param epoch of this process's ownership in the store; one that was superseded writes nothing here either */
    Snapshots(Provenance owner, CheckpointStore store, long epoch, ModuleProperties settings, DiskWait disk) {
        this.owner = owner;
        this.store = store;
        this.epoch = epoch;
        this.file = settings.output().resolve(settings.number() + ".safetensors");
        this.interval = settings.snapshotInterval();
        this.disk = disk;
    }

    /** Writes where the interval has passed since the last time. */
    void writeIfDue(ModuleTrainer trainer) throws StaleOwnerException {
        if (System.nanoTime() - writtenAt >= interval.toNanos()) {
            tryToWrite(trainer);
        }
    }

    /** Writes, or says that it cannot be written now. */
    void tryToWrite(ModuleTrainer trainer) throws StaleOwnerException {
        try {
            writeOnce(trainer);
        } catch (StaleOwnerException e) {
            throw e;
        } catch (IOException e) {
            LOG.warn("parameters not written file={} cause=\"{}\"", file, e.getMessage());
        }
        writtenAt = System.nanoTime();
    }

    /** Writes, however long the disk refuses it. */
    void write(ModuleTrainer trainer) throws IOException, InterruptedException {
        disk.<Void, IOException>until("parameters not written", () -> {
            writeOnce(trainer);
            return null;
        });
    }

    private void writeOnce(ModuleTrainer trainer) throws IOException {
        store.requireOwnership(epoch);
        Provenance provenance =
                owner.at(trainer.module().step(), trainer.progress().trained());
        ParameterFile.write(file, trainer.module().parameters(), provenance);
    }
}
