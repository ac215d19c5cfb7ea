package dev.solera.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The command line as it is shipped: its jar with the libraries beside it, and nothing that only tests have. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class ShippedJarTest {

    private static final Path BUILT = Path.of("../standalone/target");
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final String TINY = """
            pipeline: shipped
            input: {kind: audio, sample-rate: 16000, window: 4096}
            batch: 4
            learning-rate: 1e-3
            seed: 1
            loss: {prediction-steps: 2, sub-window: 16, negatives: {form: shared, count: 16}}
            modules:
              - encoder: [{channels: 8, kernel: 10, stride: 10, padding: 0}]
              - context: {hidden: 8}
            """;

    @TempDir
    private Path folder;

    @Test
    void shouldTrainAndAnswerWithAModelWhenItIsStartedFromItsJar() throws Exception {
        // given
        assumeThat(BUILT.resolve("lib")).as("the packaged command line").isDirectory();
        Path definition = Files.writeString(folder.resolve("shipped.yaml"), TINY);
        Path log = folder.resolve("log.txt");

        // when
        Process solera = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-jar",
                        jar().toString(),
                        "train",
                        "--pipeline",
                        definition.toString(),
                        "--steps",
                        "1000000",
                        "--out",
                        folder.resolve("run").toString()))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();

        // then
        try {
            await().atMost(PATIENCE)
                    .failFast(
                            "it lives on",
                            () -> assertThat(solera.isAlive())
                                    .as(Files.readString(log))
                                    .isTrue())
                    .until(() -> Files.readString(log).contains("Watch it at http"));
            String gateway = Files.readString(log).replaceFirst("(?s).*Watch it at (http://[^\\s/]+).*", "$1");
            await().atMost(PATIENCE)
                    .failFast(
                            "it lives on",
                            () -> assertThat(solera.isAlive())
                                    .as(Files.readString(log))
                                    .isTrue())
                    .ignoreExceptions()
                    .untilAsserted(() ->
                            assertThat(get(gateway + "/v2/models/stack/ready")).isEqualTo(200));
        } finally {
            solera.destroyForcibly().waitFor();
        }
    }

    private static Path jar() throws IOException {
        try (Stream<Path> built = Files.list(BUILT)) {
            return built.filter(file -> file.getFileName().toString().matches("standalone-.*\\.jar"))
                    .filter(file -> !file.getFileName().toString().matches(".*-(sources|tests)[.]jar"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static int get(String uri) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(uri)).build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }
}
