package dev.solera.gateway.inference;

import io.grpc.Context;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;

/**
 * What the messages of one call take before anybody has them: their bytes as they arrive, and once more what is made of them when
 * they are whole, each before the memory is there. So a call that sends much and never says that it is done counts, too, and ends when
 * patience is over; and one that would be too much ends while it arrives, or when it is unpacked. gRPC may call it on any thread.
 */
final class GrpcArrival extends ServerStreamTracer {

    private static final Context.Key<GrpcArrival> OF_THE_CALL = Context.key("arrival");

    private final GrpcArrivals all;
    private InFlight.Claim claim;
    private long arrived;
    private Optional<Future<?>> end = Optional.empty();
    /** Of how many messages the wait is over. */
    private long waits;

    private Optional<InferenceException> refusal = Optional.empty();
    private Optional<Context.CancellableContext> call = Optional.empty();
    private boolean closed;

    GrpcArrival(GrpcArrivals all) {
        this.all = all;
        this.claim = all.claim();
    }

    @Override
    public synchronized Context filterContext(Context context) {
        Context.CancellableContext own = context.withCancellation();
        call = Optional.of(own);
        return own.withValue(OF_THE_CALL, this);
    }

    /** @throws StatusRuntimeException where it would be too much, with which gRPC ends the call */
    @Override
    public synchronized void inboundWireSize(long bytes) {
        if (closed) {
            return;
        }
        try {
            claim.take(bytes);
        } catch (InferenceException e) {
            throw e.reason().grpc(e.getMessage()).asRuntimeException();
        }
        arrived += bytes;
        if (end.isEmpty()) {
            long wait = waits;
            end = Optional.of(all.later(() -> giveUp(wait)));
        }
    }

    /**
     * Of what is packed, part by part as it is unpacked: by then gRPC takes whatever is thrown for a fault of the service, so that a
     * refusal is only kept.
     */
    @Override
    public synchronized void inboundUncompressedSize(long bytes) {
        if (closed || refusal.isPresent()) {
            return;
        }
        try {
            claim.take(bytes);
        } catch (InferenceException e) {
            refusal = Optional.of(e);
        }
    }

    /** Why no handler may be given what has been unpacked. */
    synchronized Optional<InferenceException> refusal() {
        return refusal;
    }

    /** As if the client's own deadline were over: gRPC knows no other way to end a call that no handler has. */
    private void giveUp(long wait) {
        Optional<Context.CancellableContext> late;
        synchronized (this) {
            late = call.filter(any -> wait == waits);
        }
        late.ifPresent(context -> context.cancel(new TimeoutException("message takes longer than it may")));
    }

    /** Of the call that the current thread is in, where what it sends is counted. */
    static Optional<GrpcArrival> ofCall() {
        return Optional.ofNullable(OF_THE_CALL.get());
    }

    /** The claim of the message that this call's handler has just been given, to be closed by it; what it was made of is gone. */
    static InFlight.Claim ofMessage() {
        return OF_THE_CALL.get().handOver();
    }

    private synchronized InFlight.Claim handOver() {
        waitNoLonger();
        InFlight.Claim message = claim;
        message.giveBack(arrived);
        arrived = 0;
        claim = all.claim();
        return message;
    }

    /** A clock that has gone off already finds that it is not waited for. */
    private void waitNoLonger() {
        waits++;
        end.ifPresent(future -> future.cancel(false));
        end = Optional.empty();
    }

    @Override
    public synchronized void streamClosed(Status status) {
        closed = true;
        waitNoLonger();
        claim.close();
        arrived = 0;
    }
}
