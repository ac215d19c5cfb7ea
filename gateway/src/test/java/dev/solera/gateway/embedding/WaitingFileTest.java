package dev.solera.gateway.embedding;

import static dev.solera.gateway.model.ServingGateway.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.solera.gateway.model.ServingGateway;
import dev.solera.gateway.model.TinyStack;
import dev.solera.gateway.upload.FileReader;
import dev.solera.gateway.upload.Files;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that wait for others to be read. */
@Timeout(120)
class WaitingFileTest {

    private static final byte[] FILE = Files.wav(8000, TinyStack.clip(new SplittableRandom(3), TinyStack.WINDOW));

    @TempDir
    private Path uploads;

    @ParameterizedTest
    @ValueSource(strings = {"/api/embeddings", "/api/classify"})
    void shouldAskTheSnapshotThatIsInUseWhenItsTurnComesAndHoldNoneBefore(String path) throws Exception {
        // given
        try (ServingGateway gateway = new ServingGateway(
                Optional.of(new TinyStack(1)),
                "--solera.gateway.broker=false",
                "--solera.gateway.upload.at-once=1",
                "--solera.gateway.upload.patience=60s",
                "--solera.gateway.upload.folder=" + uploads)) {
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> gateway.post("/api/classify", FILE).statusCode() == 200);
            CountDownLatch newer = new CountDownLatch(1);
            gateway.bean(LatentSpaces.class).onNewer(snapshot -> {
                if (snapshot.number() == 2) { // the first one may be looked at again
                    newer.countDown();
                }
            });
            CompletableFuture<HttpResponse<byte[]>> waiting;
            try (FileReader.Place taken = gateway.bean(FileEmbedder.class).place()) {
                waiting = CompletableFuture.supplyAsync(() -> post(gateway, path));
                await().atMost(Duration.ofSeconds(60))
                        .ignoreException(UncheckedIOException.class) // what was there when it was listed may be gone
                        .until(() -> arrived() == FILE.length);

                // when
                gateway.snapshots().tell(new TinyStack(2).snapshot(2));
                assertThat(newer.await(60, TimeUnit.SECONDS)).isTrue();
            }

            // then
            HttpResponse<byte[]> answer = waiting.get(60, TimeUnit.SECONDS);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(json(answer).get("snapshot").asInt()).isEqualTo(2);
        }
    }

    private static HttpResponse<byte[]> post(ServingGateway gateway, String path) {
        try {
            return gateway.post(path, FILE);
        } catch (Exception e) {
            throw new CompletionException(e);
        }
    }

    private long arrived() throws Exception {
        try (Stream<Path> all = java.nio.file.Files.walk(uploads)) {
            return all.filter(one -> one.getFileName().toString().startsWith("upload-"))
                    .mapToLong(one -> one.toFile().length())
                    .sum();
        }
    }
}
