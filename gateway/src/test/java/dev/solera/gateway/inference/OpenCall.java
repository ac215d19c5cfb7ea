package dev.solera.gateway.inference;

import dev.solera.gateway.inference.wire.GRPCInferenceServiceGrpc;
import dev.solera.gateway.inference.wire.ModelInferRequest;
import dev.solera.gateway.inference.wire.ModelInferResponse;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.concurrent.CompletableFuture;

/**
 * A call over gRPC that sends its request and does not say that this is all.
 *
 * @param ended with its status
 */
record OpenCall(ClientCall<ModelInferRequest, ModelInferResponse> call, CompletableFuture<Status> ended) {

    static OpenCall of(ManagedChannel channel, CallOptions options, ModelInferRequest request) {
        CompletableFuture<Status> ended = new CompletableFuture<>();
        var call = channel.newCall(GRPCInferenceServiceGrpc.getModelInferMethod(), options);
        call.start(
                new ClientCall.Listener<>() {
                    @Override
                    public void onClose(Status status, Metadata trailers) {
                        ended.complete(status);
                    }
                },
                new Metadata());
        call.sendMessage(request);
        return new OpenCall(call, ended);
    }

    void cancel() {
        call.cancel("enough", null);
    }
}
