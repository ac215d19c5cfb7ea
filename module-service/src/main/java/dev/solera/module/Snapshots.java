package dev.solera.module;

import dev.solera.checkpoint.ParameterFile;
import dev.solera.checkpoint.Provenance;
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
    private final Path file;
    private final Duration interval;
    private long writtenAt = System.nanoTime();

    Snapshots(Provenance owner, ModuleProperties settings) {
        this.owner = owner;
        this.file = settings.output().resolve(settings.number() + ".safetensors");
        this.interval = settings.snapshotInterval();
    }

    /** Writes where the interval has passed since the last time; what cannot be written is tried again after the next one. */
    void writeIfDue(ModuleTrainer trainer) {
        if (System.nanoTime() - writtenAt >= interval.toNanos()) {
            try {
                write(trainer);
            } catch (IOException e) {
                writtenAt = System.nanoTime();
                LOG.warn("parameters not written file={} cause=\"{}\"", file, e.getMessage());
            }
        }
    }

    void write(ModuleTrainer trainer) throws IOException {
        Provenance provenance =
                owner.at(trainer.module().step(), trainer.progress().trained());
        ParameterFile.write(file, trainer.module().parameters(), provenance);
        writtenAt = System.nanoTime();
    }
}
