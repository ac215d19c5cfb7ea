package dev.solera.gateway.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.protobuf.ByteString;
import dev.solera.gateway.inference.wire.GRPCInferenceServiceGrpc;
import dev.solera.gateway.inference.wire.InferTensorContents;
import dev.solera.gateway.inference.wire.ModelConfigRequest;
import dev.solera.gateway.inference.wire.ModelInferRequest;
import dev.solera.gateway.inference.wire.ModelInferRequest.InferInputTensor;
import dev.solera.gateway.inference.wire.ModelInferResponse;
import dev.solera.gateway.inference.wire.ModelMetadataRequest;
import dev.solera.gateway.inference.wire.ModelReadyRequest;
import dev.solera.gateway.inference.wire.ModelStatisticsRequest;
import dev.solera.gateway.inference.wire.ModelStreamInferResponse;
import dev.solera.gateway.inference.wire.NotServed;
import dev.solera.gateway.inference.wire.RepositoryIndexRequest;
import dev.solera.gateway.inference.wire.ServerLiveRequest;
import dev.solera.gateway.inference.wire.ServerReadyRequest;
import dev.solera.gateway.model.ServingGateway;
import dev.solera.gateway.model.TinyStack;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a client of the Open Inference Protocol gets over gRPC. */
@Timeout(120)
class GrpcInferenceTest {

    private static final long SEED = 15;
    private static final Offset<Float> BOUND = within(1e-4f);
    private static final String TOKEN = "s3cret";

    private static TinyStack stack;
    private static ServingGateway gateway;
    private static ManagedChannel channel;
    private static GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub client;

    /** More than gRPC takes by itself. */
    private final float[] clip = TinyStack.clip(new SplittableRandom(SEED), 1777);

    @BeforeAll
    static void start() {
        stack = new TinyStack(SEED);
        gateway = new ServingGateway(Optional.of(stack), "--solera.gateway.token=" + TOKEN);
        channel = ManagedChannelBuilder.forAddress("127.0.0.1", gateway.grpcPort())
                .usePlaintext()
                .build();
        client = GRPCInferenceServiceGrpc.newBlockingStub(channel)
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(bearer(TOKEN)));
    }

    @AfterAll
    static void stop() throws InterruptedException {
        channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
        gateway.close();
    }

    private static Metadata bearer(String token) {
        Metadata metadata = new Metadata();
        metadata.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + token);
        return metadata;
    }

    @Test
    void shouldGiveWhatTheEngineGivesWhenAskedRawAndInContents() {
        ModelInferResponse raw = client.modelInfer(raw("stack", clip).setId("9").build());
        ModelInferResponse contents = client.modelInfer(contents("stack-depth-1", clip));

        assertThat(raw.getId()).isEqualTo("9");
        assertThat(raw.getModelVersion()).isEqualTo("1");
        assertThat(raw.getOutputs(0).getShapeList()).containsExactly(1L, 16L);
        assertThat(values(raw)).as("seed %d", SEED).containsExactly(stack.embedding(clip, 2), BOUND);
        assertThat(values(contents)).containsExactly(stack.embedding(clip, 1), BOUND);
    }

    @Test
    void shouldTakeMoreThanGrpcTakesByItself() {
        float[] clip = TinyStack.clip(new SplittableRandom(SEED), 2_000_000);

        ModelInferResponse response =
                client.modelInfer(raw("stack-depth-1", clip).build());

        assertThat(values(response)).containsExactly(stack.embedding(clip, 1), BOUND);
    }

    @Test
    void shouldAnswerAStreamInItsOrderAndGoOnBehindARequestThatIsRefused() throws Exception {
        List<ModelStreamInferResponse> answers = new ArrayList<>();
        CompletableFuture<Void> end = new CompletableFuture<>();
        StreamObserver<ModelInferRequest> requests = GRPCInferenceServiceGrpc.newStub(channel)
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(bearer(TOKEN)))
                .modelStreamInfer(new StreamObserver<>() {
                    @Override
                    public void onNext(ModelStreamInferResponse answer) {
                        answers.add(answer);
                    }

                    @Override
                    public void onError(Throwable cause) {
                        end.completeExceptionally(cause);
                    }

                    @Override
                    public void onCompleted() {
                        end.complete(null);
                    }
                });
        requests.onNext(raw("stack", clip).setId("a").build());
        requests.onNext(raw("nothing", clip).setId("b").build());
        requests.onNext(raw("stack", clip).setId("c").build());
        requests.onCompleted();
        end.get(60, TimeUnit.SECONDS);

        assertThat(answers)
                .extracting(answer -> answer.getInferResponse().getId())
                .containsExactly("a", "b", "c");
        assertThat(answers.get(1).getErrorMessage()).startsWith("model is nothing; allowed: stack");
        assertThat(values(answers.get(2).getInferResponse())).containsExactly(stack.embedding(clip, 2), BOUND);
    }

    @Test
    void shouldSayWhatThereIs() {
        assertThat(client.serverLive(ServerLiveRequest.getDefaultInstance()).getLive())
                .isTrue();
        assertThat(client.serverReady(ServerReadyRequest.getDefaultInstance()).getReady())
                .isTrue();
        assertThat(client.modelReady(
                                ModelReadyRequest.newBuilder().setName("stack").build())
                        .getReady())
                .isTrue();
        var metadata = client.modelMetadata(
                ModelMetadataRequest.newBuilder().setName("stack").build());
        assertThat(metadata.getInputs(0).getShapeList()).containsExactly(-1L, 1L, -1L);
        assertThat(metadata.getVersionsList()).containsExactly("1");
        var config = client.modelConfig(
                        ModelConfigRequest.newBuilder().setName("stack").build())
                .getConfig();
        assertThat(config.getInput(1).getOptional()).isTrue();
        assertThat(client.repositoryIndex(RepositoryIndexRequest.getDefaultInstance())
                        .getModelsList())
                .extracting(model -> model.getName())
                .containsExactly("stack", "stack-depth-1", "stack-depth-2");
        assertThat(client.modelStatistics(ModelStatisticsRequest.getDefaultInstance())
                        .getModelStatsCount())
                .isEqualTo(3);
    }

    @Test
    void shouldRefuseWithAStatusAndAReason() {
        requireRefused(raw("nothing", clip), Status.Code.NOT_FOUND, "model is nothing");
        requireRefused(raw("stack", clip).setModelVersion("8"), Status.Code.NOT_FOUND, "version of stack is 8");
        requireRefused(raw("stack", new float[] {Float.NaN}), Status.Code.INVALID_ARGUMENT, "clips of 10 samples");
        requireRefused(
                raw("stack", clip).addRawInputContents(ByteString.EMPTY),
                Status.Code.INVALID_ARGUMENT,
                "raw_input_contents is 2 of them; allowed: 1");
        assertThatThrownBy(() -> client.repositoryModelLoad(NotServed.getDefaultInstance()))
                .hasMessageContaining("UNIMPLEMENTED: loading of models is not served here");
        requireRefused(raw("stack", new float[9 << 20]), Status.Code.RESOURCE_EXHAUSTED, "exceeds");
    }

    @Test
    void shouldRefuseWhoBringsNoToken() {
        var stranger = GRPCInferenceServiceGrpc.newBlockingStub(channel);

        assertThatThrownBy(() -> stranger.modelInfer(raw("stack", clip).build()))
                .isInstanceOf(StatusRuntimeException.class)
                .hasMessageContaining("UNAUTHENTICATED: the gateway's token is missing or wrong");
        assertThatThrownBy(() -> stranger.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(bearer("wrong")))
                        .serverReady(ServerReadyRequest.getDefaultInstance()))
                .hasMessageContaining("UNAUTHENTICATED");
    }

    private static void requireRefused(ModelInferRequest.Builder request, Status.Code code, String message) {
        assertThatThrownBy(() -> client.modelInfer(request.build()))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        e -> assertThat(e.getStatus().getCode()).isEqualTo(code))
                .hasMessageContaining(message);
    }

    private static ModelInferRequest.Builder raw(String model, float[] clip) {
        return ModelInferRequest.newBuilder()
                .setModelName(model)
                .addInputs(tensor(clip))
                .addRawInputContents(ByteString.copyFrom(Calls.bytes(clip)));
    }

    private static ModelInferRequest contents(String model, float[] clip) {
        InferTensorContents.Builder contents = InferTensorContents.newBuilder();
        for (float value : clip) {
            contents.addFp32Contents(value);
        }
        return ModelInferRequest.newBuilder()
                .setModelName(model)
                .addInputs(tensor(clip).setContents(contents))
                .build();
    }

    private static InferInputTensor.Builder tensor(float[] clip) {
        return InferInputTensor.newBuilder()
                .setName("audio")
                .setDatatype("FP32")
                .addShape(1)
                .addShape(1)
                .addShape(clip.length);
    }

    private static float[] values(ModelInferResponse response) {
        return Calls.floats(response.getRawOutputContents(0).toByteArray(), 0);
    }
}
