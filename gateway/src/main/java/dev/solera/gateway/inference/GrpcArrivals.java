package dev.solera.gateway.inference;

import dev.solera.gateway.inference.wire.GRPCInferenceServiceGrpc;
import dev.solera.gateway.model.InferenceProperties;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerStreamTracer;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * What arrives over gRPC: each call of the Open Inference Protocol counts beside what comes over REST, and has as long to arrive. Calls
 * of other services (health, reflection) are long by their nature, and hand on no message that would say that it has arrived.
 */
final class GrpcArrivals extends ServerStreamTracer.Factory implements AutoCloseable {

    private final InFlight inFlight;
    private final Duration patience;
    private final ScheduledExecutorService clock;

    GrpcArrivals(InferenceProperties properties, InFlight inFlight) {
        this(properties.patience(), inFlight, clock());
    }

    GrpcArrivals(Duration patience, InFlight inFlight, ScheduledExecutorService clock) {
        this.patience = patience;
        this.inFlight = inFlight;
        this.clock = clock;
    }

    private static ScheduledExecutorService clock() {
        ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "gateway-grpc-patience");
            thread.setDaemon(true);
            return thread;
        });
        clock.setRemoveOnCancelPolicy(true);
        return clock;
    }

    /** @param method with its service in front */
    @Override
    public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
        return GRPCInferenceServiceGrpc.SERVICE_NAME.equals(MethodDescriptor.extractFullServiceName(method))
                ? new GrpcArrival(this)
                : new ServerStreamTracer() {};
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
