package dev.solera.gateway.snapshot;

import java.util.function.Consumer;

/** Where snapshots come from: the topics of a run that goes on, or the folder of one that has ended. */
public interface SnapshotSource extends AutoCloseable {

    /**
     * Tells every newer complete snapshot from now on, the newest there is first; returns at once. It is called once.
     *
     * @param listener called on one thread; it refuses none, but says so itself where one cannot be used
     */
    void listen(Consumer<StackSnapshot> listener);

    /** Tells no more. */
    @Override
    void close();
}
