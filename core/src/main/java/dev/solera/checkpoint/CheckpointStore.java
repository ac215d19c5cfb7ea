package dev.solera.checkpoint;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Where one module's checkpoints are kept, by one owner at a time. Ownership is a lease with an epoch: whoever acquires it
 * supersedes the one before, whose writes are refused from then on, also where that process still runs or comes back.
 */
public interface CheckpointStore {

    /**
     * Takes the module over from whoever owned it.
     *
     * @return the new epoch, from 1
     */
    long acquire() throws IOException;

    /**
     * The newest checkpoint that is whole; torn ones are named in the log and left out.
     *
     * @return empty where there is none at all
     * @throws InvalidCheckpointException where the newest whole one is of something else, or all are torn
     */
    Optional<Checkpoint> newest() throws IOException, InvalidCheckpointException;

    /**
     * Makes sure that the module is still this owner's, for what it writes elsewhere.
     *
     * @throws StaleOwnerException where somebody else has acquired it
     */
    void requireOwnership(long epoch) throws IOException;

    /**
     * Writes a checkpoint so that it is there whole or not at all, whenever the process or the machine dies, and removes
     * those that are no longer kept.
     *
     * @return the positions of the oldest one that is kept: nothing before them is needed any more; empty while there are
     *     fewer than are to be kept, as the run's beginning is still one of what can be gone back to
     * @throws StaleOwnerException where somebody else has acquired the module; nothing is written then
     * @throws IOException where it cannot be written; those there are stay
     */
    Optional<List<InputPosition>> write(long epoch, Checkpoint checkpoint) throws IOException;
}
