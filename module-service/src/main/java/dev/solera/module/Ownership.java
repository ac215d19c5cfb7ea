package dev.solera.module;

import dev.solera.checkpoint.Checkpoint;
import dev.solera.checkpoint.CheckpointStore;
import dev.solera.checkpoint.StaleOwnerException;
import java.io.IOException;

/**
 * The right of this process to write what its modules have learned, until another one acquires them.
 *
 * @param store of their checkpoints
 * @param epoch in which they were acquired
 */
record Ownership(CheckpointStore store, long epoch) {

    /** @throws StaleOwnerException where another process has acquired them */
    void require() throws IOException {
        store.requireOwnership(epoch);
    }

    /**
     * Writes a checkpoint.
     *
     * @param downstream how far back the module downstream can be taken, in sequences over all partitions
     * @return what is kept now
     * @throws StaleOwnerException where another process has acquired them; nothing is written then
     */
    CheckpointStore.Kept write(Checkpoint checkpoint, long downstream) throws IOException {
        return store.write(epoch, checkpoint, downstream);
    }
}
