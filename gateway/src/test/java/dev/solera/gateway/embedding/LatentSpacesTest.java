package dev.solera.gateway.embedding;

import static dev.solera.gateway.model.ServingGateway.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.solera.gateway.gallery.GalleryFile;
import dev.solera.gateway.gallery.GallerySample;
import dev.solera.gateway.model.ServingGateway;
import dev.solera.gateway.model.TinyStack;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The latent space of a gateway, as its samples are seen by one snapshot after the other. */
@Timeout(120)
class LatentSpacesTest {

    private static final int SAMPLES = 20;

    @TempDir
    private Path folder;

    @Test
    void shouldShowWhereEverySnapshotPutsTheSamples() throws Exception {
        Path file = folder.resolve("gallery.safetensors");
        SplittableRandom random = new SplittableRandom(4);
        List<GallerySample> samples = new ArrayList<>();
        for (int i = 0; i < SAMPLES; i++) {
            samples.add(new GallerySample(
                    i, true, Map.of("kind", i % 3), TinyStack.WINDOW, TinyStack.clip(random, TinyStack.WINDOW)));
        }
        GalleryFile.write(file, samples);
        try (ServingGateway gateway = new ServingGateway(
                Optional.of(new TinyStack(1)),
                "--solera.gateway.broker=false",
                "--solera.gateway.gallery.file=" + file)) {
            JsonNode first = awaitSnapshot(gateway, 1);
            assertThat(first.get("label").asString()).isEqualTo("kind");
            assertThat(first.get("classes").toString()).isEqualTo("[\"0\",\"1\",\"2\"]");
            assertThat(first.get("samples").asLong()).isEqualTo(100);
            assertThat(first.get("points")).hasSize(SAMPLES);
            assertThat(first.at("/points/4/class").asInt()).isEqualTo(1);
            assertThat(first.at("/points/4/id").asString()).isEqualTo("4");
            assertThat(first.at("/points/4/x").isNumber()).isTrue();

            gateway.snapshots().tell(new TinyStack(1).snapshot(2));

            JsonNode second = awaitSnapshot(gateway, 2);
            for (int i = 0; i < SAMPLES; i++) {
                assertThat(Math.hypot(
                                first.at("/points/" + i + "/x").asDouble()
                                        - second.at("/points/" + i + "/x").asDouble(),
                                first.at("/points/" + i + "/y").asDouble()
                                        - second.at("/points/" + i + "/y").asDouble()))
                        .isLessThan(1e-3);
            }
            assertThat(gateway.get("/api/latent?depth=9").statusCode()).isEqualTo(404);
            HttpResponse<byte[]> unknown = gateway.get("/api/latent?depth=1&label=other");
            assertThat(unknown.statusCode()).isEqualTo(404);
            assertThat(json(unknown).get("detail").asString()).isEqualTo("label is other; allowed: kind");
        }
    }

    private static JsonNode awaitSnapshot(ServingGateway gateway, long number) {
        return await().atMost(Duration.ofSeconds(60))
                .until(
                        () -> json(gateway.get("/api/latent?depth=2&label=kind")),
                        answer ->
                                answer.has("snapshot") && answer.get("snapshot").asLong() == number);
    }
}
