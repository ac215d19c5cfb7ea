package dev.solera.gateway.embedding;

import static dev.solera.gateway.model.ServingGateway.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.solera.export.Classifier;
import dev.solera.gateway.gallery.GalleryFile;
import dev.solera.gateway.gallery.GallerySample;
import dev.solera.gateway.model.ServingGateway;
import dev.solera.gateway.model.TinyStack;
import dev.solera.gateway.snapshot.StackSnapshot;
import dev.solera.gateway.upload.Files;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What a gateway makes of files: the same as the protocol and the engine do, and what they are taken for. */
@Timeout(120)
class FileControllerTest {

    private static final long SEED = 12;
    private static final int RATE = 8000;
    private static final TinyStack STACK = new TinyStack(1);

    /** Training samples have even numbers. */
    private static final int SAMPLES = 60;

    @TempDir
    private static Path folder;

    private static final SplittableRandom RANDOM = new SplittableRandom(SEED);
    private static final List<GallerySample> GALLERY = new ArrayList<>();
    private static ServingGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        for (int i = 0; i < SAMPLES; i++) {
            int kind = i / 2 % 3;
            GALLERY.add(new GallerySample(i, i % 2 == 1, Map.of("kind", kind), TinyStack.WINDOW, tone(kind)));
        }
        Path file = folder.resolve("gallery.safetensors");
        GalleryFile.write(file, GALLERY);
        gateway = new ServingGateway(
                Optional.of(STACK),
                "--solera.gateway.broker=false",
                "--solera.gateway.gallery.file=" + file,
                "--solera.gateway.upload.largest=1MB",
                "--solera.gateway.upload.in-flight=1MB");
        await().atMost(Duration.ofSeconds(60))
                .until(() -> gateway.get("/api/latent?depth=2").statusCode() == 200);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    /** A tone of its kind, some noise with it. */
    private static float[] tone(int kind) {
        float[] tone = TinyStack.clip(RANDOM, TinyStack.WINDOW);
        double begin = RANDOM.nextDouble();
        for (int i = 0; i < tone.length; i++) {
            tone[i] = (float) (0.2 * tone[i] + 0.5 * Math.sin(begin + i * 0.3 * (kind + 1)));
        }
        return tone;
    }

    @ParameterizedTest
    @CsvSource({"2048, 1", "2048, 2", "900, 1", "900, 2"})
    void shouldEmbedAFileAsTheProtocolAndTheEngineDo(int samples, int depth) throws Exception {
        // given
        float[] clip = TinyStack.clip(RANDOM, samples);

        // when
        JsonNode answer = json(gateway.post("/api/embeddings?depth=" + depth, Files.wav(RATE, clip)));

        // then
        float[] embedding = floats(answer.get("embedding"));
        float[] window = Arrays.copyOf(clip, TinyStack.WINDOW);
        assertThat(embedding).as("seed %d", SEED).containsExactly(protocol(window, samples, depth));
        assertThat(answer.get("depth").asInt()).isEqualTo(depth);
        assertThat(answer.get("snapshot").asInt()).isEqualTo(1);
        assertThat(answer.get("samples").asInt()).isEqualTo(100);
        assertThat(answer.get("windows").asInt()).isEqualTo(1);
        assertThat(answer.get("dimension").asInt()).isEqualTo(TinyStack.CHANNELS);
        if (samples == TinyStack.WINDOW) {
            assertThat(embedding).as("seed %d", SEED).containsExactly(STACK.embedding(clip, depth), within(1e-4f));
        }
    }

    @Test
    void shouldTakeTheMeanOfAllWindowsOfALongFile() throws Exception {
        float[] sound = TinyStack.clip(RANDOM, 3 * TinyStack.WINDOW + 100);

        JsonNode answer = json(gateway.post("/api/embeddings", Files.wav(RATE, sound)));

        assertThat(answer.get("windows").asInt()).isEqualTo(3);
        assertThat(answer.get("depth").asInt()).isEqualTo(2);
        float[] mean = new float[TinyStack.CHANNELS];
        for (int i = 0; i < 3; i++) {
            float[] part = protocol(
                    Arrays.copyOfRange(sound, i * TinyStack.WINDOW, (i + 1) * TinyStack.WINDOW), TinyStack.WINDOW, 2);
            for (int c = 0; c < mean.length; c++) {
                mean[c] += part[c] / 3;
            }
        }
        assertThat(floats(answer.get("embedding"))).as("seed %d", SEED).containsExactly(mean, within(1e-6f));
    }

    @ParameterizedTest
    @CsvSource({"application/x-www-form-urlencoded", "audio/wav", "image/png", "application/json"})
    void shouldGoByWhatIsInAFileWhateverItIsSaidToBe(String type) throws Exception {
        byte[] file = Files.wav(RATE, TinyStack.clip(RANDOM, 2048));

        HttpResponse<byte[]> answer = gateway.post("/api/embeddings?depth=1", file, "Content-Type", type);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(json(answer).get("depth").asInt()).isEqualTo(1);
    }

    @Test
    void shouldTakeTheFileOfAForm() throws Exception {
        byte[] file = Files.wav(RATE, TinyStack.clip(RANDOM, 2048));

        HttpResponse<byte[]> answer = gateway.post(
                "/api/embeddings",
                form("name=\"note\"", new byte[] {1}, "name=\"file\"; filename=\"a.wav\"", file),
                "Content-Type",
                "multipart/form-data; boundary=limit");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(floats(json(answer).get("embedding")))
                .containsExactly(
                        floats(json(gateway.post("/api/embeddings", file)).get("embedding")));
    }

    @Test
    void shouldSayWhatAFileIsTakenForAndWhatIsLikeIt() throws Exception {
        for (int kind = 0; kind < 3; kind++) {
            // when
            JsonNode answer = json(gateway.post("/api/classify", Files.wav(RATE, tone(kind))));

            // then
            assertThat(answer.at("/labels/0/label").asString()).isEqualTo("kind");
            assertThat(answer.at("/labels/0/classifier").asString()).isEqualTo("ridge");
            assertThat(answer.at("/labels/0/classes/0/class").asString())
                    .as("seed %d", SEED)
                    .isEqualTo("" + kind);
            assertThat(answer.at("/labels/0/classes/0/probability").asDouble()).isBetween(0.5, 1.0);
            assertThat(answer.at("/labels/0/classes")).hasSize(3);
            assertThat(answer.get("neighbours"))
                    .hasSize(5)
                    .allMatch(one -> one.get("id").asInt() % 2 == 1);
            assertThat(answer.at("/neighbours/0/labels/kind").asString()).isEqualTo("" + kind);
        }
    }

    @Test
    void shouldFindAHeldOutSampleWhereTheLatentSpaceHasIt() throws Exception {
        GallerySample sample = GALLERY.get(7);

        JsonNode answer = json(gateway.post("/api/classify?depth=1", Files.wav(RATE, sample.values())));

        JsonNode latent = json(gateway.get("/api/latent?depth=1"));
        JsonNode point = latent.get("points")
                .valueStream()
                .filter(one -> one.get("id").asString().equals("7"))
                .findFirst()
                .orElseThrow();
        assertThat(latent.get("points")).hasSize(SAMPLES / 2);
        assertThat(answer.at("/neighbours/0/id").asString()).isEqualTo("7");
        assertThat(answer.at("/neighbours/0/similarity").asDouble()).isCloseTo(1, within(1e-6));
        assertThat(answer.at("/place/x").asDouble()).isCloseTo(point.get("x").asDouble(), within(1e-5));
        assertThat(answer.at("/place/y").asDouble()).isCloseTo(point.get("y").asDouble(), within(1e-5));
    }

    @Test
    void shouldAskTheFinalProbesOfARunThatHasEnded() throws Exception {
        // given
        try (ServingGateway serving = new ServingGateway(
                Optional.empty(), "--solera.gateway.broker=false", "--solera.gateway.gallery.samples=0")) {
            serving.snapshots().tell(ended());
            byte[] file = Files.wav(RATE, tone(1));
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> serving.post("/api/classify?depth=1", file).statusCode() == 200);

            // when
            JsonNode answer = json(serving.post("/api/classify", file));

            // then
            assertToldByTheFinalProbe(answer);
            assertThat(json(serving.post("/api/classify?depth=1", file)).get("labels"))
                    .isEmpty();
        }
    }

    @Test
    void shouldAnswerByFinalProbesAtOnceWhenNoSampleIsEmbeddedYet() throws Exception {
        // given
        try (ServingGateway serving = new ServingGateway(
                Optional.empty(),
                "--solera.gateway.broker=false",
                "--solera.gateway.gallery.file=" + folder.resolve("gallery.safetensors"))) {
            serving.bean(LatentSpaces.class).stop();
            serving.snapshots().tell(ended());
            byte[] file = Files.wav(RATE, tone(1));

            // when
            HttpResponse<byte[]> answer = serving.post("/api/classify", file);
            HttpResponse<byte[]> elsewhere = serving.post("/api/classify?depth=1", file);

            // then
            assertThat(answer.statusCode()).isEqualTo(200);
            assertToldByTheFinalProbe(json(answer));
            assertThat(elsewhere.statusCode()).isEqualTo(503);
            assertThat(json(elsewhere).get("detail").asString()).contains("has not yet embedded the samples");
        }
    }

    private static void assertToldByTheFinalProbe(JsonNode answer) {
        assertThat(answer.at("/labels/0/label").asString()).isEqualTo("voice");
        assertThat(answer.at("/labels/0/classifier").asString()).isEqualTo("probe");
        assertThat(answer.at("/labels/0/classes/0/class").asString()).isEqualTo("high");
        assertThat(answer.at("/labels/0/classes/0/probability").asDouble()).isCloseTo(0.75, within(1e-6));
        assertThat(answer.get("labels")).hasSize(1);
        assertThat(answer.get("neighbours")).isEmpty();
        assertThat(answer.has("place")).isFalse();
    }

    /** A snapshot with a final probe of recordings and one of frames, at the top. */
    private static StackSnapshot ended() {
        StackSnapshot last = STACK.snapshot(1);
        Classifier probe = new Classifier(
                "voice",
                false,
                List.of("low", "high"),
                new float[TinyStack.CHANNELS],
                new float[TinyStack.CHANNELS],
                new float[2 * TinyStack.CHANNELS],
                new float[] {0, (float) Math.log(3)});
        Classifier frames =
                new Classifier("kind", true, List.of("x"), new float[1], new float[1], new float[1], new float[1]);
        return new StackSnapshot(
                1,
                100,
                last.run(),
                last.identity(),
                last.input(),
                Map.of(),
                last.modules(),
                Map.of(2, List.of(probe, frames)));
    }

    @Test
    void shouldDescribeWhatItTakes() throws Exception {
        JsonNode described = json(gateway.get("/v3/api-docs"));

        for (String path : List.of("/paths/~1api~1embeddings/post", "/paths/~1api~1classify/post")) {
            JsonNode operation = described.at(path);
            assertThat(operation.at("/requestBody/content").propertyNames())
                    .containsExactlyInAnyOrder("application/octet-stream", "multipart/form-data");
            assertThat(operation.at("/parameters/0/name").asString()).isEqualTo("depth");
            assertThat(operation.get("responses").propertyNames()).contains("200", "400", "408", "413", "503");
        }
    }

    private static float[] protocol(float[] window, int length, int depth) throws Exception {
        byte[] data = bytes(window);
        String head = ("{\"inputs\":[{\"name\":\"audio\",\"datatype\":\"FP32\",\"shape\":[1,1,%d],"
                        + "\"parameters\":{\"binary_data_size\":%d}},"
                        + "{\"name\":\"lengths\",\"datatype\":\"INT64\",\"shape\":[1],\"data\":[%d]}]}")
                .formatted(window.length, data.length, length);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(head.getBytes(UTF_8));
        body.writeBytes(data);
        return floats(json(gateway.post(
                        "/v2/models/stack-depth-" + depth + "/infer",
                        body.toByteArray(),
                        "Inference-Header-Content-Length",
                        "" + head.length()))
                .at("/outputs/0/data"));
    }

    private static byte[] bytes(float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return bytes.array();
    }

    private static float[] floats(JsonNode list) {
        float[] values = new float[list.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = list.get(i).floatValue();
        }
        return values;
    }

    private static byte[] form(String first, byte[] one, String second, byte[] other) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (var part : List.of(Map.entry(first, one), Map.entry(second, other))) {
            body.writeBytes(
                    ("--limit\r\nContent-Disposition: form-data; " + part.getKey() + "\r\n\r\n").getBytes(UTF_8));
            body.writeBytes(part.getValue());
            body.writeBytes("\r\n".getBytes(UTF_8));
        }
        body.writeBytes("--limit--\r\n".getBytes(UTF_8));
        return body.toByteArray();
    }
}
