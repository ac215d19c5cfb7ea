package dev.solera.gateway.inference;

import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;

/**
 * What the messages of one call take before anybody has them: their bytes as they arrive, and once more what is made of them when
 * they are whole, each before the memory is there. So a call that sends much and never says that it is done counts, too, and one that
 * would be too much ends while it arrives. gRPC may call it on any thread.
 */
final class GrpcArrival extends ServerStreamTracer {

    private static final Context.Key<GrpcArrival> OF_THE_CALL = Context.key("arrival");

    private final InFlight inFlight;
    private InFlight.Claim claim;
    private long arrived;
    private boolean closed;

    private GrpcArrival(InFlight inFlight) {
        this.inFlight = inFlight;
        this.claim = inFlight.claim();
    }

    /** One for every call of a server. */
    static ServerStreamTracer.Factory factory(InFlight inFlight) {
        return new ServerStreamTracer.Factory() {
            @Override
            public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
                return new GrpcArrival(inFlight);
            }
        };
    }

    @Override
    public Context filterContext(Context context) {
        return context.withValue(OF_THE_CALL, this);
    }

    @Override
    public synchronized void inboundWireSize(long bytes) {
        take(bytes);
        arrived += bytes;
    }

    /** Of what is packed, part by part as it is unpacked. */
    @Override
    public synchronized void inboundUncompressedSize(long bytes) {
        take(bytes);
    }

    /** @throws StatusRuntimeException where it would be too much, with which gRPC ends the call */
    private void take(long bytes) {
        if (closed) {
            return;
        }
        try {
            claim.take(bytes);
        } catch (InferenceException e) {
            throw e.reason().grpc(e.getMessage()).asRuntimeException();
        }
    }

    /** The claim of the message that this call's handler has just been given, to be closed by it; what it was made of is gone. */
    static InFlight.Claim ofMessage() {
        return OF_THE_CALL.get().handOver();
    }

    private synchronized InFlight.Claim handOver() {
        InFlight.Claim message = claim;
        message.giveBack(arrived);
        arrived = 0;
        claim = inFlight.claim();
        return message;
    }

    @Override
    public synchronized void streamClosed(Status status) {
        closed = true;
        claim.close();
    }
}
