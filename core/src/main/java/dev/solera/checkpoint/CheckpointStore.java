package dev.solera.checkpoint;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Where the checkpoints of one service's modules are kept, by one owner at a time. Ownership is a lease with an epoch: whoever acquires it
 * supersedes the one before, whose writes are refused from then on, also where that process still runs or comes back.
 */
public interface CheckpointStore {

    /**
     * Takes the modules over from whoever owned them.
     *
     * @return the new epoch, from 1
     * @throws InvalidCheckpointException where one of them is trained together with other modules than these
     */
    long acquire() throws IOException, InvalidCheckpointException;

    /**
     * The newest checkpoint that is whole; torn ones are named in the log and left out.
     *
     * @return empty where there is none at all
     * @throws InvalidCheckpointException where the newest whole one is of something else, or all are torn
     */
    default Optional<Checkpoint> newest() throws IOException, InvalidCheckpointException {
        return newest(Long.MAX_VALUE);
    }

    /**
     * The newest whole one of those that stand no further on than a given place.
     *
     * @param sequences of the input behind it at most, over all partitions
     */
    Optional<Checkpoint> newest(long sequences) throws IOException, InvalidCheckpointException;

    /**
     * Makes sure that the modules are still this owner's, for what it writes elsewhere.
     *
     * @throws StaleOwnerException where somebody else has acquired it
     */
    void requireOwnership(long epoch) throws IOException;

    /**
     * Writes a checkpoint so that it is there whole or not at all, whenever the process or the machine dies, and removes old
     * ones. Kept are the newest few, and all since the newest one from which the module downstream can still be fed, wherever it
     * is taken back to.
     *
     * @param downstream how far back that is, in sequences over all partitions; the largest number where there is nobody
     * @return what is kept now
     * @throws StaleOwnerException where somebody else has acquired the module; nothing is written then
     * @throws IOException where it cannot be written; those there are stay
     */
    Kept write(long epoch, Checkpoint checkpoint, long downstream) throws IOException;

    /** Removes all checkpoints: the module goes on from its beginning. */
    void discard(long epoch) throws IOException;

    /**
     * What a module may go back to.
     *
     * @param oldest positions of the oldest checkpoint that is kept: nothing before them is needed any more; empty while the
     *     module may still go back to the run's beginning
     * @param back sequences behind the checkpoint that the module would go back to together with the one downstream; 0 for the
     *     beginning
     */
    record Kept(Optional<List<InputPosition>> oldest, long back) {}
}
