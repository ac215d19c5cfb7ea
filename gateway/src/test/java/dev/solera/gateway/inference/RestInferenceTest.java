package dev.solera.gateway.inference;

import static dev.solera.gateway.model.ServingGateway.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.solera.gateway.model.ServingGateway;
import dev.solera.gateway.model.TinyStack;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.InflaterInputStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What a client of the Open Inference Protocol gets over REST. */
@Timeout(120)
class RestInferenceTest {

    private static final long SEED = 14;
    private static final Offset<Float> BOUND = within(1e-4f);
    private static final String INFER = "/v2/models/stack/infer";
    private static final String LENGTH = "Inference-Header-Content-Length";

    private static TinyStack stack;
    private static ServingGateway gateway;

    private final float[] clip = TinyStack.clip(new SplittableRandom(SEED), 1777);

    @BeforeAll
    static void start() {
        stack = new TinyStack(SEED);
        gateway = new ServingGateway(Optional.of(stack));
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @ParameterizedTest
    @CsvSource({"stack, 2", "stack-depth-1, 1", "stack-depth-2, 2", "%73tack-depth%2D1, 1"})
    void shouldGiveWhatTheEngineGivesWhenAskedInJson(String model, int depth) throws Exception {
        HttpResponse<byte[]> response =
                gateway.post("/v2/models/" + model + "/infer", Calls.json(clip).getBytes(UTF_8));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
        JsonNode answer = json(response);
        assertThat(answer.get("id").asString()).isEqualTo("7");
        assertThat(answer.get("model_version").asString()).isEqualTo("1");
        assertThat(answer.at("/outputs/0/name").asString()).isEqualTo("embedding");
        assertThat(answer.at("/outputs/0/shape").toString()).isEqualTo("[1,16]");
        assertThat(Calls.floats(answer.at("/outputs/0/data")))
                .as("seed %d", SEED)
                .containsExactly(stack.embedding(clip, depth), BOUND);
    }

    @Test
    void shouldAnswerInBinaryWhenThatIsWantedAndGivesTheLengthOfItsJson() throws Exception {
        byte[] data = Calls.bytes(clip);
        String head = Calls.head(clip.length, data.length, ",\"parameters\":{\"binary_data_output\":true}");

        HttpResponse<byte[]> response = gateway.post(
                INFER,
                Calls.joined(head, data),
                LENGTH,
                "" + head.length(),
                "Content-Type",
                "application/octet-stream");

        assertThat(response.statusCode()).isEqualTo(200);
        int length = Integer.parseInt(response.headers().firstValue(LENGTH).orElseThrow());
        String json = new String(response.body(), 0, length, UTF_8);
        assertThat(json).contains("\"binary_data_size\":64");
        assertThat(Calls.floats(response.body(), length)).containsExactly(stack.embedding(clip, 2), BOUND);
    }

    @Test
    void shouldAnswerInJsonWhenAnOutputSaysSoWhateverTheRequestSays() throws Exception {
        byte[] data = Calls.bytes(clip);
        String head = Calls.head(
                clip.length,
                data.length,
                ",\"parameters\":{\"binary_data_output\":true},"
                        + "\"outputs\":[{\"name\":\"embedding\",\"parameters\":{\"binary_data\":false}}]");

        HttpResponse<byte[]> response = gateway.post(INFER, Calls.joined(head, data), LENGTH, "" + head.length());

        assertThat(response.headers().firstValue(LENGTH)).isEmpty();
        assertThat(Calls.floats(json(response).at("/outputs/0/data"))).containsExactly(stack.embedding(clip, 2), BOUND);
    }

    @Test
    void shouldTakeTheSamplesAloneWhenTheJsonIsSaidToBeEmpty() throws Exception {
        HttpResponse<byte[]> response = gateway.post(INFER, Calls.bytes(clip), LENGTH, "0");

        int length = Integer.parseInt(response.headers().firstValue(LENGTH).orElseThrow());
        assertThat(Calls.floats(response.body(), length)).containsExactly(stack.embedding(clip, 2), BOUND);
    }

    @Test
    void shouldTakeDataBeforeItsDatatypeAndNestedToo() throws Exception {
        String call = Calls.json(clip)
                .replace(
                        "\"name\": \"audio\", \"datatype\": \"FP32\", \"shape\": [1, 1, 1777], \"data\": [",
                        "\"data\": [[[")
                .replace("]}]}", "]]], \"shape\": [1, 1, 1777], \"datatype\": \"FP32\", \"name\": \"audio\"}]}");

        HttpResponse<byte[]> response = gateway.post(INFER, call.getBytes(UTF_8));

        assertThat(new String(response.body(), UTF_8)).doesNotContain("error");
        assertThat(Calls.floats(json(response).at("/outputs/0/data"))).containsExactly(stack.embedding(clip, 2), BOUND);
    }

    @Test
    void shouldIgnoreWhatFillsUpAClipWhenItsLengthIsGiven() throws Exception {
        float[] filled = java.util.Arrays.copyOf(clip, 2000);
        filled[1999] = Float.NaN;
        byte[] data = Calls.bytes(filled);
        String head = "{\"inputs\":[{\"name\":\"lengths\",\"datatype\":\"INT64\",\"shape\":[1],\"data\":[1770]},"
                + Calls.head(2000, data.length, "").substring("{\"inputs\":[".length());

        HttpResponse<byte[]> response =
                gateway.post("/v2/models/stack-depth-1/infer", Calls.joined(head, data), LENGTH, "" + head.length());

        float[] expected = stack.embedding(java.util.Arrays.copyOf(clip, 1770), 1);
        assertThat(Calls.floats(json(response).at("/outputs/0/data"))).containsExactly(expected, BOUND);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate"})
    void shouldUnpackAndPackWhenAsked(String packing) throws Exception {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out =
                packing.equals("gzip") ? new GZIPOutputStream(packed) : new DeflaterOutputStream(packed)) {
            byte[] data = Calls.bytes(repeated(clip, 20));
            String head = Calls.head(clip.length, data.length, ",\"parameters\":{\"binary_data_output\":true}")
                    .replace("[1,1,", "[20,1,");
            out.write(Calls.joined(head, data));
        }
        String length = ""
                + Calls.head(clip.length, 20 * 4 * clip.length, ",\"parameters\":{\"binary_data_output\":true}")
                        .replace("[1,1,", "[20,1,")
                        .length();

        HttpResponse<byte[]> response = gateway.post(
                INFER, packed.toByteArray(), LENGTH, length, "Content-Encoding", packing, "Accept-Encoding", packing);

        assertThat(response.headers().firstValue("Content-Encoding")).contains(packing);
        ByteArrayInputStream in = new ByteArrayInputStream(response.body());
        byte[] body;
        try (InputStream unpacked = packing.equals("gzip") ? new GZIPInputStream(in) : new InflaterInputStream(in)) {
            body = unpacked.readAllBytes();
        }
        int json = Integer.parseInt(response.headers().firstValue(LENGTH).orElseThrow());
        float[] found = Calls.floats(body, json);
        assertThat(found).hasSize(20 * 16);
        assertThat(java.util.Arrays.copyOfRange(found, 19 * 16, 20 * 16))
                .containsExactly(stack.embedding(clip, 2), BOUND);
    }

    private static float[] repeated(float[] clip, int times) {
        float[] all = new float[clip.length * times];
        for (int i = 0; i < times; i++) {
            System.arraycopy(clip, 0, all, i * clip.length, clip.length);
        }
        return all;
    }

    @Test
    void shouldTakeWhatCurlSendsAsAForm() throws Exception {
        HttpResponse<byte[]> response = gateway.post(
                INFER, Calls.json(clip).getBytes(UTF_8), "Content-Type", "application/x-www-form-urlencoded");

        assertThat(response.statusCode()).isEqualTo(200);
    }

    @Test
    void shouldSayWhatThereIs() throws Exception {
        assertThat(json(gateway.get("/v2")).get("name").asString()).isEqualTo("solera");
        assertThat(json(gateway.get("/v2")).get("extensions").toString()).contains("binary_tensor_data");
        assertThat(json(gateway.get("/v2/health/live")).get("live").asBoolean()).isTrue();
        assertThat(json(gateway.get("/v2/health/ready")).toString()).contains("\"ready\":true", "\"live\":true");
        assertThat(json(gateway.get("/v2/models/stack/versions/1/ready"))
                        .get("ready")
                        .asBoolean())
                .isTrue();
        JsonNode metadata = json(gateway.get("/v2/models/stack-depth-1"));
        assertThat(metadata.get("versions").toString()).isEqualTo("[\"1\"]");
        assertThat(metadata.get("inputs").toString())
                .isEqualTo("[{\"name\":\"audio\",\"datatype\":\"FP32\",\"shape\":[-1,1,-1]},"
                        + "{\"name\":\"lengths\",\"datatype\":\"INT64\",\"shape\":[-1]}]");
        assertThat(metadata.get("outputs").toString())
                .isEqualTo("[{\"name\":\"embedding\",\"datatype\":\"FP32\",\"shape\":[-1,16]}]");
        JsonNode config = json(gateway.get("/v2/models/stack/config"));
        assertThat(config.get("max_batch_size").asInt()).isEqualTo(32);
        assertThat(config.at("/input/0/dims").toString()).isEqualTo("[1,-1]");
        assertThat(config.at("/parameters/samples/string_value").asString()).isEqualTo("100");
        JsonNode index = json(gateway.post("/v2/repository/index", new byte[0]));
        assertThat(index).hasSize(3);
        assertThat(index.get(0).get("state").asString()).isEqualTo("READY");
    }

    @Test
    void shouldCountWhatItWasAsked() throws Exception {
        long before = asked("/v2/models/stack-depth-2/stats");
        gateway.post("/v2/models/stack-depth-2/infer", Calls.json(clip).getBytes(UTF_8));

        assertThat(asked("/v2/models/stack-depth-2/stats")).isEqualTo(before + 1);
        assertThat(json(gateway.get("/v2/models/stats")).get("model_stats")).hasSize(3);
    }

    private static long asked(String path) throws Exception {
        return json(gateway.get(path))
                .at("/model_stats/0/inference_stats/success/count")
                .asLong();
    }
}
