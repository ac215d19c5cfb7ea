package dev.solera.gateway.inference;

import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.util.Optional;

/** Ends a call of which a message was too much once it was unpacked, before a handler has it or waits for more with it. */
final class GrpcRefusal implements ServerInterceptor {

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        ServerCall.Listener<Q> handler = next.startCall(call, headers);
        Optional<GrpcArrival> arrival = GrpcArrival.ofCall();
        return arrival.isPresent() ? new Refusing<>(handler, call, arrival.get()) : handler;
    }

    private static final class Refusing<Q> extends SimpleForwardingServerCallListener<Q> {

        private final ServerCall<Q, ?> call;
        private final GrpcArrival arrival;
        private boolean refused;

        Refusing(ServerCall.Listener<Q> handler, ServerCall<Q, ?> call, GrpcArrival arrival) {
            super(handler);
            this.call = call;
            this.arrival = arrival;
        }

        @Override
        public void onMessage(Q message) {
            if (!refused) {
                arrival.refusal().ifPresentOrElse(this::refuse, () -> super.onMessage(message));
            }
        }

        private void refuse(InferenceException refusal) {
            refused = true;
            call.close(refusal.reason().grpc(refusal.getMessage()), new Metadata());
        }

        @Override
        public void onHalfClose() {
            if (!refused) {
                super.onHalfClose();
            }
        }
    }
}
