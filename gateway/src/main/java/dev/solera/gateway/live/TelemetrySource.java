package dev.solera.gateway.live;

import dev.solera.stream.TelemetryEvent;
import java.util.function.Consumer;

/** Where a run's telemetry comes from: the topics of one that runs, or what one that has ended left behind. */
@FunctionalInterface
public interface TelemetrySource {

    /**
     * Hands a handler every event, the oldest first; it may wait until the source can be reached.
     *
     * @return what its caller closes
     */
    AutoCloseable feed(Consumer<TelemetryEvent> handler) throws InterruptedException;
}
