package dev.solera.gateway.model;

import dev.solera.gateway.snapshot.SnapshotSource;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.SmartLifecycle;

/** Brings snapshots to the models once everything that is told of them is there. */
final class SnapshotFeed implements SmartLifecycle {

    private final ObjectProvider<SnapshotSource> sources;
    private final Models models;
    private Optional<SnapshotSource> source = Optional.empty();

    SnapshotFeed(ObjectProvider<SnapshotSource> sources, Models models) {
        this.sources = sources;
        this.models = models;
    }

    @Override
    public void start() {
        source = Optional.ofNullable(sources.getIfAvailable());
        source.ifPresent(there -> there.listen(models::load));
    }

    @Override
    public void stop() {
        source.ifPresent(SnapshotSource::close);
        source = Optional.empty();
    }

    @Override
    public boolean isRunning() {
        return source.isPresent();
    }
}
