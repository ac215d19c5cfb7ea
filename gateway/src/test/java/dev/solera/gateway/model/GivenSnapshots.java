package dev.solera.gateway.model;

import dev.solera.gateway.snapshot.SnapshotSource;
import dev.solera.gateway.snapshot.StackSnapshot;
import java.util.Optional;
import java.util.function.Consumer;

/** A source that tells what a test gives it. */
public final class GivenSnapshots implements SnapshotSource {

    private final Optional<StackSnapshot> first;
    private Consumer<StackSnapshot> listener = snapshot -> {};

    public GivenSnapshots(Optional<StackSnapshot> first) {
        this.first = first;
    }

    @Override
    public void listen(Consumer<StackSnapshot> told) {
        listener = told;
        first.ifPresent(told);
    }

    /** Returns once it is loaded or refused. */
    public void tell(StackSnapshot snapshot) {
        listener.accept(snapshot);
    }

    @Override
    public void close() {
        listener = snapshot -> {};
    }
}
