package dev.solera.gateway.embedding;

import static dev.solera.gateway.model.ServingGateway.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.solera.gateway.model.ServingGateway;
import dev.solera.gateway.model.TinyStack;
import dev.solera.gateway.upload.Files;
import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are refused, with which words, and that the gateway goes on and leaves nothing behind. */
@Timeout(120)
class RefusedFileTest {

    private static final String EMBEDDINGS = "/api/embeddings";
    private static final byte[] FILE = Files.wav(8000, TinyStack.clip(new SplittableRandom(3), 2048));

    @TempDir
    private static Path uploads;

    private static ServingGateway gateway;

    @BeforeAll
    static void start() {
        gateway = new ServingGateway(
                Optional.of(new TinyStack(5)),
                "--solera.gateway.upload.largest=1MB",
                "--solera.gateway.upload.in-flight=1MB",
                "--solera.gateway.upload.longest=10s",
                "--solera.gateway.upload.patience=1s",
                "--solera.gateway.upload.folder=" + uploads);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @AfterEach
    void shouldStillAnswerAndKeepNoFile() throws Exception {
        assertThat(gateway.post(EMBEDDINGS, FILE).statusCode()).isEqualTo(200);
        await().atMost(Duration.ofSeconds(20))
                .ignoreException(UncheckedIOException.class) // what was there when it was listed may be gone
                .until(() -> kept() == 0);
    }

    private static long kept() throws Exception {
        try (Stream<Path> all = java.nio.file.Files.walk(uploads)) {
            return all.filter(one -> one.getFileName().toString().startsWith("upload-"))
                    .count();
        }
    }

    private static void assertRefused(HttpResponse<byte[]> answer, int status, String detail) {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(json(answer).get("detail").asString()).contains(detail);
    }

    @ParameterizedTest
    @ValueSource(strings = {EMBEDDINGS, "/api/classify"})
    void shouldSayWhatIsWrongWithAFile(String path) throws Exception {
        if (path.equals("/api/classify")) {
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> gateway.post(path, FILE).statusCode() == 200);
        }
        assertRefused(gateway.post(path, new byte[0]), 400, "the file cannot be read as audio");
        assertRefused(gateway.post(path, "hello, world".getBytes(UTF_8)), 400, "the file cannot be read as audio");
        assertRefused(gateway.post(path, Files.png(8, 8)), 400, "the file is a picture; allowed: sound");
        assertRefused(gateway.post(path, Files.wav(8000, new float[20])), 400, "the file holds less than 10 ms");
        assertRefused(gateway.post(path, Files.wav(8000, nan())), 400, "the file holds values that are no numbers");
        assertRefused(gateway.post(path, Files.wav(8000, new float[90_000])), 413, "11 s of sound; allowed: PT10S");
    }

    private static float[] nan() {
        float[] samples = new float[800];
        samples[700] = Float.NaN;
        return samples;
    }

    @Test
    void shouldRefuseAFileThatIsCutOff() throws Exception {
        HttpResponse<byte[]> answer = gateway.post(EMBEDDINGS, Arrays.copyOf(FILE, FILE.length / 2));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer).get("detail").asString()).startsWith("the file ");
    }

    @ParameterizedTest
    @CsvSource({"0", "3", "x", "-1", "99999999999"})
    void shouldRefuseADepthThatThereIsNot(String depth) throws Exception {
        assertRefused(
                gateway.post(EMBEDDINGS + "?depth=" + depth, FILE),
                400,
                "depth is %s; allowed: 1 to 2".formatted(depth));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--limit~Content-Disposition: form-data; name=a~~b~--limit--~|form is without a file; allowed: one file",
                "--limit~Content-Disposition: form-data; name=a; filename=b~~b~--limit~Content-Disposition: form-data; name=a; filename=b~~b~--limit--~|form is of several files; allowed: one file",
                "--limit~Content-Disposition: form-data; name=a; filename=b~~b|the form cannot be read",
                "nothing|form is without a file; allowed: one file",
            })
    void shouldRefuseAFormThatHoldsNotOneFile(String form, String detail) throws Exception {
        byte[] body = form.replace("~", "\r\n").getBytes(UTF_8);

        assertRefused(
                gateway.post(EMBEDDINGS, body, "Content-Type", "multipart/form-data; boundary=limit"), 400, detail);
        assertRefused(gateway.post(EMBEDDINGS, body, "Content-Type", "multipart/form-data"), 400, "the form");
    }

    @Test
    void shouldRefuseAFileThatIsTooLargeWhetherItsLengthIsToldOrNot() throws Exception {
        byte[] body = new byte[100 << 20];

        assertRefused(gateway.post(EMBEDDINGS, body), 413, "allowed: 1048576 bytes, by solera.gateway.upload.largest");
        assertRefused(
                gateway.send(gateway.request(EMBEDDINGS)
                        .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body, 0, 3 << 20)))),
                413,
                "by solera.gateway.upload.largest");
    }

    @Test
    void shouldGiveUpOnAClientWhoseFileTakesTooLongAndAnswerOthersMeanwhile() throws Exception {
        try (Socket socket = new Socket("127.0.0.1", gateway.port())) {
            OutputStream out = socket.getOutputStream();
            out.write(("POST " + EMBEDDINGS + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n")
                    .getBytes(UTF_8));
            out.write(' ');
            out.flush();
            assertThat(gateway.post(EMBEDDINGS, FILE).statusCode()).isEqualTo(200);
            ServingGateway.trickle(socket);

            assertThat(new String(socket.getInputStream().readNBytes(12), UTF_8))
                    .isEqualTo("HTTP/1.1 408");
        }
    }

    @Test
    void shouldAskToComeBackWhenThereIsNoSnapshotYet() throws Exception {
        try (ServingGateway early = new ServingGateway(Optional.empty())) {
            for (String path : new String[] {EMBEDDINGS, "/api/classify"}) {
                HttpResponse<byte[]> answer = early.post(path, FILE);
                assertRefused(answer, 503, "no snapshot of the modules is there yet");
                assertThat(answer.headers().firstValue("Retry-After")).isPresent();
            }
        }
    }

    @Test
    void shouldWantTheTokenAndRefusePagesOfOtherSites() throws Exception {
        try (ServingGateway closed =
                new ServingGateway(Optional.of(new TinyStack(5)), "--solera.gateway.token=s3cret")) {
            assertRefused(closed.post(EMBEDDINGS, FILE), 401, "token");
        }
        assertRefused(
                gateway.post(EMBEDDINGS, FILE, "Origin", "http://elsewhere.example"), 403, "a page of another site");
    }
}
