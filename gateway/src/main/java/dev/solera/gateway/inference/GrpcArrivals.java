package dev.solera.gateway.inference;

import dev.solera.gateway.model.InferenceProperties;
import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** What arrives over gRPC: each call counts beside what comes over REST, and has as long to arrive. */
final class GrpcArrivals extends ServerStreamTracer.Factory implements AutoCloseable {

    private final InFlight inFlight;
    private final Duration patience;
    private final ScheduledThreadPoolExecutor clock;

    GrpcArrivals(InferenceProperties properties, InFlight inFlight) {
        this.inFlight = inFlight;
        this.patience = properties.patience();
        this.clock = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "gateway-grpc-patience");
            thread.setDaemon(true);
            return thread;
        });
        clock.setRemoveOnCancelPolicy(true);
    }

    @Override
    public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
        return new GrpcArrival(this);
    }

    InFlight.Claim claim() {
        return inFlight.claim();
    }

    /** Does something once patience is over. */
    Future<?> later(Runnable task) {
        return clock.schedule(task, patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
