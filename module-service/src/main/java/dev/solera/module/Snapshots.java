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
    private long writtenAt = System.nanoTime();

    /** @param epoch of this process's ownership in the store; one that was superseded writes nothing here either */
    Snapshots(Provenance owner, CheckpointStore store, long epoch, ModuleProperties settings) {
        this.owner = owner;
        this.store = store;
        this.epoch = epoch;
        this.file = settings.output().resolve(settings.number() + ".safetensors");
        this.interval = settings.snapshotInterval();
    }

    /** Writes where the interval has passed since the last time; what cannot be written is tried again after the next one. */
    void writeIfDue(ModuleTrainer trainer) throws StaleOwnerException {
        if (System.nanoTime() - writtenAt >= interval.toNanos()) {
            try {
                write(trainer);
            } catch (StaleOwnerException e) {
                throw e;
            } catch (IOException e) {
                writtenAt = System.nanoTime();
                LOG.warn("parameters not written file={} cause=\"{}\"", file, e.getMessage());
            }
        }
    }

    void write(ModuleTrainer trainer) throws IOException {
        store.requireOwnership(epoch);
        Provenance provenance =
                owner.at(trainer.module().step(), trainer.progress().trained());
        ParameterFile.write(file, trainer.module().parameters(), provenance);
        writtenAt = System.nanoTime();
    }
}
