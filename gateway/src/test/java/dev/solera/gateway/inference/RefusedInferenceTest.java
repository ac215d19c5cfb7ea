package dev.solera.gateway.inference;

import static dev.solera.gateway.model.ServingGateway.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.solera.gateway.inference.wire.GRPCInferenceServiceGrpc;
import dev.solera.gateway.inference.wire.ModelInferRequest;
import dev.solera.gateway.model.ServingGateway;
import dev.solera.gateway.model.TinyStack;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Status;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.StreamObserver;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused over REST, with which words, and that the gateway goes on. */
@Timeout(120)
class RefusedInferenceTest {

    private static final String INFER = "/v2/models/stack/infer";
    private static final String LENGTH = "Inference-Header-Content-Length";
    private static final float[] CLIP = TinyStack.clip(new SplittableRandom(3), 500);

    private static ServingGateway gateway;

    @BeforeAll
    static void start() {
        gateway = new ServingGateway(
                Optional.of(new TinyStack(5)),
                "--solera.gateway.inference.largest-body=1MB",
                "--solera.gateway.inference.in-flight=4MB",
                "--solera.gateway.inference.memory=1MB",
                "--solera.gateway.inference.patience=1s",
                "--solera.gateway.upload.patience=1s");
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @AfterEach
    void shouldStillAnswer() throws Exception {
        assertThat(gateway.post(INFER, Calls.json(CLIP).getBytes(UTF_8)).statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|input audio is missing; allowed: audio, and lengths where clips are filled up",
                "[]|body is a list; allowed: a JSON object",
                "|body is missing; allowed: a JSON object",
                "{\"inputs\": [|body is no JSON",
                "{\"inputs\": 3}|inputs is another number; allowed: a list",
                "{\"inputs\": [{\"name\":\"video\",\"datatype\":\"FP32\",\"shape\":[1],\"data\":[1]}]}|input is video",
                "{\"inputs\": [{\"name\":\"audio\",\"datatype\":\"FP16\",\"shape\":[1,1,1],\"data\":[1]}]}|datatype of audio is FP16; allowed: FP32, INT64",
                "{\"inputs\": [{\"name\":\"audio\",\"datatype\":\"INT64\",\"shape\":[1,1,1],\"data\":[1]}]}|datatype of audio is INT64; allowed: FP32",
                "{\"inputs\": [{\"name\":\"audio\",\"datatype\":\"FP32\",\"shape\":[1,1],\"data\":[1]}]}|shape of audio is [1, 1]; allowed: [-1, 1, -1]",
                "{\"inputs\": [{\"name\":\"audio\",\"datatype\":\"FP32\",\"shape\":[1,2,1],\"data\":[1,1]}]}|shape of audio is [1, 2, 1]",
                "{\"inputs\": [{\"name\":\"audio\",\"datatype\":\"FP32\",\"shape\":[1,1,9],\"data\":[1]}]}|data of audio is 1 elements; allowed: 9, as shape [1, 1, 9] says",
                "{\"inputs\": [{\"name\":\"audio\",\"datatype\":\"FP32\",\"shape\":[4294967296,1,4294967296],\"data\":[1]}]}|shape of audio is [4294967296, 1, 4294967296]",
                "{\"inputs\": [{\"name\":\"audio\",\"datatype\":\"FP32\",\"shape\":[99999999999999999999],\"data\":[1]}]}|body is no JSON",
                "{\"inputs\": [{\"name\":\"audio\",\"datatype\":\"FP32\",\"shape\":[0,1,100],\"data\":[]}]}|shape of audio is [0, 1, 100]",
                "{\"inputs\": [{\"name\":\"audio\",\"datatype\":\"FP32\",\"shape\":[1,1,3],\"data\":[1,1,1]}]}|clips of 10 samples or more",
                "{\"inputs\": [{\"name\":\"audio\",\"datatype\":\"FP32\",\"shape\":[1,1,1],\"data\":[NaN]}]}|body is no JSON",
                "{\"inputs\": [{\"name\":\"audio\",\"datatype\":\"FP32\",\"shape\":[1,1,12],\"data\":[1,1,1,1,1,1,1,1,1,1,1,1e99]}]}|element 11 of audio is Infinity",
                "{\"inputs\": [{\"name\":\"audio\",\"datatype\":\"FP32\",\"shape\":[1,1,1],\"data\":[\"x\"]}]}|an element of audio is a text",
                "{\"inputs\": [{\"name\":\"audio\",\"name\":\"audio\"}]}|body is no JSON: Duplicate",
                "{\"outputs\": [{\"name\":\"activations\"}]}|output is activations; allowed: embedding",
                "{\"outputs\": [{\"name\":\"embedding\",\"parameters\":{\"classification\":3}}]}|classification",
            })
    void shouldSayWhatIsWrongWhenACallIsNone(String call, String message) throws Exception {
        HttpResponse<byte[]> response = gateway.post(INFER, call == null ? new byte[0] : call.getBytes(UTF_8));

        assertThat(response.statusCode()).isIn(400, 501);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(json(response).get("error").asString()).contains(message);
    }

    @ParameterizedTest
    @CsvSource({"120, 400", "50, 200"})
    void shouldRefuseDataThatIsNestedTooDeep(int depth, int status) throws Exception {
        String call = Calls.json(CLIP)
                .replace("\"data\": [", "\"data\": " + "[".repeat(depth))
                .replace("]}]}", "]".repeat(depth) + "}]}");

        assertThat(gateway.post(INFER, call.getBytes(UTF_8)).statusCode()).isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "x", "5", "1000000"})
    void shouldRefuseALengthOfTheJsonThatIsNone(String length) throws Exception {
        byte[] data = Calls.bytes(CLIP);

        HttpResponse<byte[]> response =
                gateway.post(INFER, Calls.joined(Calls.head(500, data.length, ""), data), LENGTH, length);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(json(response).get("error").asString()).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({"-4, at most", "4, 'longer by 4 bytes'"})
    void shouldRefuseBinaryDataThatIsCutOffOrTooLong(int more, String message) throws Exception {
        byte[] data = Calls.bytes(CLIP);
        String head = Calls.head(500, data.length, "");
        byte[] body = Calls.joined(head, java.util.Arrays.copyOf(data, data.length + more));

        HttpResponse<byte[]> response = gateway.post(INFER, body, LENGTH, "" + head.length());

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(json(response).get("error").asString()).contains(message);
    }

    @Test
    void shouldRefuseNoNumbersInBinaryToo() throws Exception {
        float[] clip = CLIP.clone();
        clip[499] = Float.NaN;
        HttpResponse<byte[]> response = gateway.post(INFER, Calls.bytes(clip), LENGTH, "0");

        assertThat(json(response).get("error").asString())
                .isEqualTo("element 499 of audio is NaN; allowed: numbers that are finite");
    }

    @ParameterizedTest
    @CsvSource({
        "/v2/models/other/infer, 404, 'model is other; allowed: stack, stack-depth-1 to stack-depth-2'",
        "/v2/models/stack-depth-3/infer, 404, model is stack-depth-3",
        "/v2/models/stack-depth-0/infer, 404, model is stack-depth-0",
        "/v2/models/stack/versions/9/infer, 404, 'version of stack is 9; allowed: 1, the newest snapshot'",
        "/v2/repository/models/stack/load, 501, is not served here",
        "/v2/repository/models/stack/unload, 501, is not served here",
        "/v2/trace/setting, 501, is not served here",
        "/v2/logging, 501, is not served here",
        "/v2/systemsharedmemory/region/a/register, 501, is not served here",
        "/v2/health/live, 404, POST /v2/health/live is nothing that is served",
        "/v2/nothing, 404, is nothing that is served"
    })
    void shouldRefuseInTheProtocolsFormWhatIsNotThere(String path, int status, String message) throws Exception {
        HttpResponse<byte[]> response = gateway.post(path, Calls.json(CLIP).getBytes(UTF_8));

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(json(response).get("error").asString()).contains(message);
    }

    @Test
    void shouldRefuseABodyThatIsTooLargeWhetherItsLengthIsToldOrNot() throws Exception {
        byte[] body = new byte[100 << 20];

        HttpResponse<byte[]> told = gateway.post(INFER, body);
        HttpResponse<byte[]> untold = gateway.send(gateway.request(INFER)
                .POST(BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(body, 0, 3 << 20))));

        assertThat(told.statusCode()).isEqualTo(413);
        assertThat(json(told).get("error").asString())
                .contains("allowed: 1048576 bytes, by solera.gateway.inference.largest-body");
        assertThat(untold.statusCode()).isEqualTo(413);
    }

    @Test
    void shouldRefuseABodyThatBecomesTooLargeWhenItIsUnpacked() throws Exception {
        var packed = new java.io.ByteArrayOutputStream();
        try (OutputStream out = new java.util.zip.GZIPOutputStream(packed)) {
            out.write(new byte[50 << 20]);
        }

        assertThat(gateway.post(INFER, packed.toByteArray(), "Content-Encoding", "gzip")
                        .statusCode())
                .isEqualTo(413);
        assertThat(gateway.post(INFER, new byte[] {1, 2}, "Content-Encoding", "gzip")
                        .statusCode())
                .isEqualTo(400);
        assertThat(gateway.post(INFER, new byte[] {1, 2}, "Content-Encoding", "br")
                        .statusCode())
                .isEqualTo(415);
    }

    @Test
    void shouldRefuseAClipThatTakesTooMuchMemory() throws Exception {
        HttpResponse<byte[]> response = gateway.post(INFER, Calls.bytes(new float[200_000]), LENGTH, "0");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(json(response).get("error").asString()).contains("by solera.gateway.inference.memory");
    }

    @Test
    void shouldGiveUpOnAClientWhoseBodyTakesTooLong() throws Exception {
        try (Socket socket = new Socket("127.0.0.1", gateway.port())) {
            socket.getOutputStream()
                    .write(("POST " + INFER + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n")
                            .getBytes(UTF_8));
            ServingGateway.trickle(socket);

            assertThat(new String(socket.getInputStream().readNBytes(12), UTF_8))
                    .isEqualTo("HTTP/1.1 408");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {INFER, "/api/embeddings"})
    void shouldGiveUpOnAClientWhoseBodyStopsInTheMiddle(String path) throws Exception {
        try (Socket socket = new Socket("127.0.0.1", gateway.port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write(("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n ")
                            .getBytes(UTF_8));

            assertThat(new String(socket.getInputStream().readNBytes(12), UTF_8))
                    .isEqualTo("HTTP/1.1 408");
        }
    }

    /** Its message is whole, but it may send more. */
    @Test
    void shouldGiveUpOnACallOverGrpcThatIsNotDoneInTime() throws Exception {
        // given
        ManagedChannel channel = ManagedChannelBuilder.forAddress("127.0.0.1", gateway.grpcPort())
                .usePlaintext()
                .build();

        // when
        OpenCall call = OpenCall.of(
                channel,
                CallOptions.DEFAULT,
                ModelInferRequest.newBuilder().setModelName("stack").build());

        // then
        assertThat(call.ended().get(20, TimeUnit.SECONDS).getCode()).isEqualTo(Status.Code.CANCELLED);
        channel.shutdownNow();
    }

    /** As a balancer's check of health does, which is told of changes alone. */
    @Test
    void shouldNotGiveUpOnACallOfAnotherServiceThatStaysOpen() {
        // given
        ManagedChannel channel = ManagedChannelBuilder.forAddress("127.0.0.1", gateway.grpcPort())
                .usePlaintext()
                .build();
        List<HealthCheckResponse> told = new CopyOnWriteArrayList<>();
        CompletableFuture<Void> ended = new CompletableFuture<>();

        // when
        HealthGrpc.newStub(channel)
                .watch(
                        HealthCheckRequest.newBuilder()
                                .setService(GRPCInferenceServiceGrpc.SERVICE_NAME)
                                .build(),
                        new StreamObserver<>() {
                            @Override
                            public void onNext(HealthCheckResponse health) {
                                told.add(health);
                            }

                            @Override
                            public void onError(Throwable cause) {
                                ended.completeExceptionally(cause);
                            }

                            @Override
                            public void onCompleted() {
                                ended.complete(null);
                            }
                        });
        await().until(() -> !told.isEmpty());

        // then
        await().during(Duration.ofSeconds(3)).atMost(Duration.ofSeconds(20)).until(() -> !ended.isDone());
        channel.shutdownNow();
    }
}
