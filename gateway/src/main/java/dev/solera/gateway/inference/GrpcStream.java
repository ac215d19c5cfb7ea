package dev.solera.gateway.inference;

import dev.solera.gateway.inference.wire.ModelInferRequest;
import dev.solera.gateway.inference.wire.ModelInferResponse;
import dev.solera.gateway.inference.wire.ModelStreamInferResponse;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A stream of requests, answered one after another: the next one is taken once the client has room for its answer, so that a client
 * that does not read is asked for nothing. gRPC calls all of this on one thread at a time.
 */
final class GrpcStream implements StreamObserver<ModelInferRequest> {

    private static final Logger LOG = LoggerFactory.getLogger(GrpcStream.class);

    private final ServerCallStreamObserver<ModelStreamInferResponse> client;
    private final Function<ModelInferRequest, ModelInferResponse> inference;
    private boolean asked;

    GrpcStream(
            ServerCallStreamObserver<ModelStreamInferResponse> client,
            Function<ModelInferRequest, ModelInferResponse> inference) {
        this.client = client;
        this.inference = inference;
        client.disableAutoRequest();
        client.setOnReadyHandler(this::ask);
    }

    private void ask() {
        if (!asked && client.isReady()) {
            asked = true;
            client.request(1);
        }
    }

    @Override
    public void onNext(ModelInferRequest request) {
        ModelStreamInferResponse.Builder response = ModelStreamInferResponse.newBuilder();
        try {
            response.setInferResponse(inference.apply(request));
        } catch (InferenceException e) {
            response.setErrorMessage(e.getMessage())
                    .setInferResponse(ModelInferResponse.newBuilder().setId(request.getId()));
        }
        client.onNext(response.build());
        asked = false;
        ask();
    }

    @Override
    public void onError(Throwable cause) {
        LOG.debug("stream ended cause={}", cause.getMessage());
    }

    @Override
    public void onCompleted() {
        client.onCompleted();
    }
}
