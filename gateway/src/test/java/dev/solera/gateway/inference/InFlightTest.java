package dev.solera.gateway.inference;

import static dev.solera.gateway.model.ServingGateway.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.solera.gateway.inference.wire.GRPCInferenceServiceGrpc;
import dev.solera.gateway.inference.wire.ModelInferRequest;
import dev.solera.gateway.inference.wire.ModelInferRequest.InferInputTensor;
import dev.solera.gateway.inference.wire.ModelStatisticsRequest;
import dev.solera.gateway.inference.wire.ModelStreamInferResponse;
import dev.solera.gateway.model.ServingGateway;
import dev.solera.gateway.model.TinyStack;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Requests and their answers share one budget of bytes, whichever way they come and however slowly answers are read. */
@Timeout(120)
class InFlightTest {

    private static final int STREAMED = 200;
    /** Milliseconds in which a message or a body has mostly come. */
    private static final long ARRIVES = 300;

    private static ServingGateway gateway;
    private static ManagedChannel channel;
    private static GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub client;

    @BeforeAll
    static void start() {
        gateway = new ServingGateway(
                Optional.of(new TinyStack(5)),
                "--solera.gateway.inference.largest-body=1MB",
                "--solera.gateway.inference.in-flight=2MB");
        channel = ManagedChannelBuilder.forAddress("127.0.0.1", gateway.grpcPort())
                .usePlaintext()
                .build();
        client = GRPCInferenceServiceGrpc.newBlockingStub(channel);
    }

    @AfterAll
    static void stop() throws InterruptedException {
        channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
        gateway.close();
    }

    private static ModelInferRequest clips(int count, int samples) {
        byte[] data = Calls.bytes(TinyStack.clip(new SplittableRandom(7), count * samples));
        return ModelInferRequest.newBuilder()
                .setModelName("stack")
                .addInputs(InferInputTensor.newBuilder()
                        .setName("audio")
                        .setDatatype("FP32")
                        .addShape(count)
                        .addShape(1)
                        .addShape(samples))
                .addRawInputContents(ByteString.copyFrom(data))
                .build();
    }

    @Test
    void shouldCountRequestsOverGrpcBesideThoseOverRest() throws Exception {
        // then
        await().atMost(Duration.ofSeconds(60)).until(InFlightTest::isRefusedBesideTwoBodies);
        await().atMost(Duration.ofSeconds(60)).until(() -> refusal(clips(1, 50_000)) == Status.Code.OK);
    }

    /** What asks may come before a body is whole, which then is the one that is refused: it is for the next try to come first. */
    private static boolean isRefusedBesideTwoBodies() throws Exception {
        try (Socket first = new Socket("127.0.0.1", gateway.port());
                Socket second = new Socket("127.0.0.1", gateway.port())) {
            begin(first, 950_000);
            begin(second, 950_000);
            TimeUnit.MILLISECONDS.sleep(ARRIVES);
            return refusal(clips(1, 50_000)) == Status.Code.UNAVAILABLE;
        }
    }

    /** A call whose message has arrived, and of which nobody can say yet that it is whole: no handler has it. */
    private static OpenCall held() throws InterruptedException {
        while (true) {
            OpenCall call = OpenCall.of(channel, CallOptions.DEFAULT, clips(1, 240_000));
            TimeUnit.MILLISECONDS.sleep(ARRIVES);
            if (refusal(clips(1, 50_000)) == Status.Code.UNAVAILABLE) {
                return call;
            }
            call.cancel();
        }
    }

    @Test
    void shouldCountWhatHasArrivedOverGrpcBeforeAnybodyAnswersIt() throws Exception {
        // when
        var call = held();

        // then
        assertThatThrownBy(() -> client.modelInfer(clips(1, 50_000)))
                .hasMessage("UNAVAILABLE: requests that are there already have 2097152B; allowed: fewer, later, by"
                        + " solera.gateway.inference.in-flight");

        // when
        call.cancel();

        // then
        await().atMost(Duration.ofSeconds(20)).until(() -> refusal(clips(1, 50_000)) == Status.Code.OK);
    }

    /** What arrives is a thousandth of it. */
    @Test
    void shouldRefuseWhatIsTooMuchOnceItIsUnpackedThoughItsCallIsNotDone() throws Exception {
        // given
        var holding = held();

        // when
        var packed = client.withCompression("gzip");
        OpenCall call = OpenCall.of(channel, CallOptions.DEFAULT.withCompression("gzip"), packable(200_000));

        // then
        assertThat(call.ended().get(20, TimeUnit.SECONDS).getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThatThrownBy(() -> packed.modelInfer(packable(200_000)))
                .hasMessage("UNAVAILABLE: requests that are there already have 2097152B; allowed: fewer, later, by"
                        + " solera.gateway.inference.in-flight");

        // when
        holding.cancel();

        // then
        await().atMost(Duration.ofSeconds(20)).until(() -> refusal(clips(1, 50_000)) == Status.Code.OK);
        assertThat(packed.modelInfer(packable(200_000)).getOutputsCount()).isOne();
    }

    /** One value throughout. */
    private static ModelInferRequest packable(int samples) {
        byte[] data = new byte[samples * Float.BYTES];
        Arrays.fill(data, (byte) 0x3c);
        return clips(1, samples).toBuilder()
                .setRawInputContents(0, ByteString.copyFrom(data))
                .build();
    }

    @Test
    void shouldHoldNothingForThoseWhoAnnounceMuchAndSendNothing() throws Exception {
        try (Socket first = new Socket("127.0.0.1", gateway.port());
                Socket second = new Socket("127.0.0.1", gateway.port());
                Socket third = new Socket("127.0.0.1", gateway.port())) {
            // when
            begin(first, 0);
            begin(second, 0);
            begin(third, 1000);

            // then
            await().during(Duration.ofSeconds(2))
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> refusal(clips(1, 50_000)) == Status.Code.OK);
        }
    }

    private static void begin(Socket socket, int sent) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(("POST /v2/models/stack/infer HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n")
                .getBytes(UTF_8));
        out.write(new byte[sent]);
        out.flush();
    }

    private static Status.Code refusal(ModelInferRequest request) {
        try {
            client.modelInfer(request);
            return Status.Code.OK;
        } catch (StatusRuntimeException e) {
            return e.getStatus().getCode();
        }
    }

    /** Many short clips make an answer that is longer than the request. */
    @Test
    void shouldRefuseWhatIsAnsweredWithMoreThanThereMayBe() throws Exception {
        int count = 20_000;
        byte[] data = clips(count, 10).getRawInputContents(0).toByteArray();
        String head =
                "{\"inputs\":[{\"name\":\"audio\",\"datatype\":\"FP32\",\"shape\":[%d,1,10],\"parameters\":{\"binary_data_size\":%d}}]}"
                        .formatted(count, data.length);

        HttpResponse<byte[]> rest = gateway.post(
                "/v2/models/stack/infer",
                Calls.joined(head, data),
                "Inference-Header-Content-Length",
                "" + head.length());

        assertThat(rest.statusCode()).isEqualTo(413);
        assertThat(json(rest).get("error").asString())
                .isEqualTo(
                        "answer is of 20000 recordings, 2560000 bytes; allowed: 2097152 bytes, by solera.gateway.inference.in-flight");
        assertThatThrownBy(() -> client.modelInfer(clips(count, 10)))
                .isInstanceOf(StatusRuntimeException.class)
                .hasMessageContaining("RESOURCE_EXHAUSTED: answer is of 20000 recordings");
    }

    @Test
    void shouldTakeNoMoreFromAStreamThanItsClientReads() {
        // given
        AtomicInteger read = new AtomicInteger();
        Unread client = new Unread(read);
        var requests = GRPCInferenceServiceGrpc.newStub(channel).modelStreamInfer(client);
        long before = answered();

        // when
        ModelInferRequest request = clips(500, 10);
        for (int i = 0; i < STREAMED; i++) {
            requests.onNext(request);
        }
        requests.onCompleted();

        // then
        await().atMost(Duration.ofSeconds(20)).until(() -> answered() > before);
        for (int i = 0; i < 2 * STREAMED; i++) {
            InFlightTest.client.modelInfer(clips(1, 10));
        }
        assertThat(answered() - before - 2 * STREAMED).isLessThan(STREAMED / 2);

        // when
        client.call.request(STREAMED);

        // then
        await().atMost(Duration.ofSeconds(60)).until(() -> read.get() == STREAMED);
    }

    private static long answered() {
        return client.modelStatistics(
                        ModelStatisticsRequest.newBuilder().setName("stack").build())
                .getModelStats(0)
                .getInferenceStats()
                .getSuccess()
                .getCount();
    }

    /** A client that reads nothing until it wants to. */
    private static final class Unread implements ClientResponseObserver<ModelInferRequest, ModelStreamInferResponse> {

        private final AtomicInteger read;
        private ClientCallStreamObserver<ModelInferRequest> call;

        Unread(AtomicInteger read) {
            this.read = read;
        }

        @Override
        public void beforeStart(ClientCallStreamObserver<ModelInferRequest> stream) {
            call = stream;
            stream.disableAutoRequestWithInitial(0);
        }

        @Override
        public void onNext(ModelStreamInferResponse answer) {
            read.incrementAndGet();
        }

        @Override
        public void onError(Throwable cause) {
            read.set(-1);
        }

        @Override
        public void onCompleted() {}
    }
}
