package dev.solera.standalone.serve;

import dev.solera.gateway.snapshot.SnapshotSource;
import dev.solera.gateway.snapshot.StackSnapshot;
import java.util.function.Consumer;

/** The one snapshot that a run ended with. */
final class FolderSnapshots implements SnapshotSource {

    private final StackSnapshot snapshot;

    FolderSnapshots(StackSnapshot snapshot) {
        this.snapshot = snapshot;
    }

    @Override
    public void listen(Consumer<StackSnapshot> listener) {
        listener.accept(snapshot);
    }

    @Override
    public void close() {
        // nothing runs
    }
}
