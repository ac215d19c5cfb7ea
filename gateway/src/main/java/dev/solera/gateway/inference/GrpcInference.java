package dev.solera.gateway.inference;

import dev.solera.gateway.inference.InferenceException.Cause;
import dev.solera.gateway.inference.wire.GRPCInferenceServiceGrpc;
import dev.solera.gateway.inference.wire.ModelConfigRequest;
import dev.solera.gateway.inference.wire.ModelConfigResponse;
import dev.solera.gateway.inference.wire.ModelInferRequest;
import dev.solera.gateway.inference.wire.ModelInferResponse;
import dev.solera.gateway.inference.wire.ModelMetadataRequest;
import dev.solera.gateway.inference.wire.ModelMetadataResponse;
import dev.solera.gateway.inference.wire.ModelReadyRequest;
import dev.solera.gateway.inference.wire.ModelReadyResponse;
import dev.solera.gateway.inference.wire.ModelStatisticsRequest;
import dev.solera.gateway.inference.wire.ModelStatisticsResponse;
import dev.solera.gateway.inference.wire.ModelStreamInferResponse;
import dev.solera.gateway.inference.wire.NotServed;
import dev.solera.gateway.inference.wire.RepositoryIndexRequest;
import dev.solera.gateway.inference.wire.RepositoryIndexResponse;
import dev.solera.gateway.inference.wire.ServerLiveRequest;
import dev.solera.gateway.inference.wire.ServerLiveResponse;
import dev.solera.gateway.inference.wire.ServerMetadataRequest;
import dev.solera.gateway.inference.wire.ServerMetadataResponse;
import dev.solera.gateway.inference.wire.ServerReadyRequest;
import dev.solera.gateway.inference.wire.ServerReadyResponse;
import dev.solera.gateway.model.InferenceProperties;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The Open Inference Protocol over gRPC. */
final class GrpcInference extends GRPCInferenceServiceGrpc.GRPCInferenceServiceImplBase {

    private static final Logger LOG = LoggerFactory.getLogger(GrpcInference.class);

    private final Inference inference;
    private final ProtocolViews views;
    private final InferenceProperties properties;

    GrpcInference(Inference inference, ProtocolViews views, InferenceProperties properties) {
        this.inference = inference;
        this.views = views;
        this.properties = properties;
    }

    @Override
    public void serverLive(ServerLiveRequest request, StreamObserver<ServerLiveResponse> observer) {
        answer(observer, () -> ServerLiveResponse.newBuilder().setLive(true).build());
    }

    @Override
    public void serverReady(ServerReadyRequest request, StreamObserver<ServerReadyResponse> observer) {
        answer(
                observer,
                () -> ServerReadyResponse.newBuilder()
                        .setReady(inference.isReady())
                        .build());
    }

    @Override
    public void serverMetadata(ServerMetadataRequest request, StreamObserver<ServerMetadataResponse> observer) {
        answer(
                observer,
                () -> ServerMetadataResponse.newBuilder()
                        .setName(ProtocolViews.SERVER)
                        .setVersion(views.version())
                        .addAllExtensions(ProtocolViews.EXTENSIONS)
                        .build());
    }

    @Override
    public void modelReady(ModelReadyRequest request, StreamObserver<ModelReadyResponse> observer) {
        answer(
                observer,
                () -> ModelReadyResponse.newBuilder()
                        .setReady(inference.isReady(request.getName(), version(request.getVersion())))
                        .build());
    }

    @Override
    public void modelMetadata(ModelMetadataRequest request, StreamObserver<ModelMetadataResponse> observer) {
        answer(
                observer,
                () -> GrpcViews.metadata(inference.describe(request.getName(), version(request.getVersion()))));
    }

    @Override
    public void modelConfig(ModelConfigRequest request, StreamObserver<ModelConfigResponse> observer) {
        answer(
                observer,
                () -> ModelConfigResponse.newBuilder()
                        .setConfig(GrpcViews.config(
                                inference.describe(request.getName(), version(request.getVersion())), properties))
                        .build());
    }

    @Override
    public void modelStatistics(ModelStatisticsRequest request, StreamObserver<ModelStatisticsResponse> observer) {
        answer(observer, () -> {
            List<ModelDescription> models = request.getName().isEmpty()
                    ? inference.all()
                    : List.of(inference.describe(request.getName(), version(request.getVersion())));
            ModelStatisticsResponse.Builder response = ModelStatisticsResponse.newBuilder();
            models.forEach(model -> response.addModelStats(GrpcViews.statistics(model, inference.counts(model))));
            return response.build();
        });
    }

    @Override
    public void repositoryIndex(RepositoryIndexRequest request, StreamObserver<RepositoryIndexResponse> observer) {
        answer(observer, () -> {
            RepositoryIndexResponse.Builder response = RepositoryIndexResponse.newBuilder();
            inference.all().forEach(model -> response.addModels(GrpcViews.index(model)));
            return response.build();
        });
    }

    @Override
    public void modelInfer(ModelInferRequest request, StreamObserver<ModelInferResponse> observer) {
        answer(observer, () -> infer(request));
    }

    @Override
    public StreamObserver<ModelInferRequest> modelStreamInfer(StreamObserver<ModelStreamInferResponse> observer) {
        return new GrpcStream((ServerCallStreamObserver<ModelStreamInferResponse>) observer, this::infer);
    }

    private ModelInferResponse infer(ModelInferRequest request) {
        try (InFlight.Claim claim = GrpcArrival.ofMessage()) {
            return GrpcCalls.answer(inference.infer(
                    request.getModelName(),
                    version(request.getModelVersion()),
                    claim,
                    stack -> GrpcCalls.read(request, claim)));
        }
    }

    @Override
    public void repositoryModelLoad(NotServed request, StreamObserver<NotServed> observer) {
        refuse(observer, "loading of models");
    }

    @Override
    public void repositoryModelUnload(NotServed request, StreamObserver<NotServed> observer) {
        refuse(observer, "unloading of models");
    }

    @Override
    public void systemSharedMemoryStatus(NotServed request, StreamObserver<NotServed> observer) {
        refuse(observer, "shared memory");
    }

    @Override
    public void systemSharedMemoryRegister(NotServed request, StreamObserver<NotServed> observer) {
        refuse(observer, "shared memory");
    }

    @Override
    public void systemSharedMemoryUnregister(NotServed request, StreamObserver<NotServed> observer) {
        refuse(observer, "shared memory");
    }

    @Override
    public void cudaSharedMemoryStatus(NotServed request, StreamObserver<NotServed> observer) {
        refuse(observer, "shared memory");
    }

    @Override
    public void cudaSharedMemoryRegister(NotServed request, StreamObserver<NotServed> observer) {
        refuse(observer, "shared memory");
    }

    @Override
    public void cudaSharedMemoryUnregister(NotServed request, StreamObserver<NotServed> observer) {
        refuse(observer, "shared memory");
    }

    @Override
    public void traceSetting(NotServed request, StreamObserver<NotServed> observer) {
        refuse(observer, "tracing");
    }

    @Override
    public void logSettings(NotServed request, StreamObserver<NotServed> observer) {
        refuse(observer, "logging");
    }

    private static void refuse(StreamObserver<NotServed> observer, String what) {
        answer(observer, () -> {
            throw InferenceException.notServed(what);
        });
    }

    private static <T> void answer(StreamObserver<T> observer, Supplier<T> answer) {
        try {
            observer.onNext(answer.get());
            observer.onCompleted();
        } catch (InferenceException e) {
            if (e.reason() == Cause.FAILED) {
                LOG.error("inference failed", e);
            }
            observer.onError(e.reason().grpc(e.getMessage()).asRuntimeException());
        } catch (RuntimeException e) {
            LOG.error("call failed", e);
            observer.onError(
                    Status.INTERNAL.withDescription("the gateway failed").asRuntimeException());
        }
    }

    private static Optional<String> version(String given) {
        return Optional.of(given).filter(version -> !version.isEmpty());
    }
}
