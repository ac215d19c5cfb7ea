package dev.solera.standalone.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.djl.util.Utils;
import dev.solera.pipeline.PipelineDefinitions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The command as users run it: a process of its own, with its status, its two streams and its folder. */
class SoleraProcessTest {

    @TempDir
    private Path folder;

    private SoleraProcess solera;

    @BeforeEach
    void writeRecordings() throws IOException {
        solera = SoleraProcess.withRecordings(folder);
    }

    @AfterEach
    void endWhatStillRuns() {
        solera.close();
    }

    @Test
    void shouldLeaveAWholeRunFolderWhenItEnds() throws Exception {
        // when
        Process process = solera.train("--steps", "12");

        // then
        assertThat(solera.statusOf(process)).as(solera.text("err")).isZero();
        assertThat(solera.text("out"))
                .contains("16 recordings, 4 of them held out", "broken.wav", "Held-out voice accuracy by depth");
        assertThat(solera.text("err")).contains("steps 12 12 of 12").doesNotContain("Exception", "WARN");
        assertThat(solera.run("")).isDirectoryNotContaining(path -> path.endsWith("broker"));
        assertThat(solera.run("modules/1.safetensors")).isNotEmptyFile();
        assertThat(solera.run("modules/2.safetensors")).isNotEmptyFile();
        assertThat(solera.run("losses.png")).isNotEmptyFile();
        assertThat(solera.run("accuracy-by-depth.png")).isNotEmptyFile();
        assertThat(PipelineDefinitions.load(solera.run("pipeline.yaml").toString()))
                .isEqualTo(PipelineDefinitions.load(folder.resolve("tiny.yaml").toString()));
        assertThat(Files.readAllLines(solera.run("metrics.csv"))).hasSize(1 + 2 * 12);
        assertThat(Files.readAllLines(solera.run("accuracy.csv")))
                .hasSize(1 + 3)
                .startsWith("depth,label,trained,untrained,raw,held_out_samples,interval,per_class")
                .element(3)
                .asString()
                .matches(
                        "2,voice,[01]\\.\\d{4},[01]\\.\\d{4},[01]\\.\\d{4},4,[01]\\.\\d{4}-[01]\\.\\d{4},[01]\\.\\d{4}");
        JsonNode provenance =
                new JsonMapper().readTree(solera.run("provenance.json").toFile());
        assertThat(provenance.get("outcome").asString()).isEqualTo("finished");
        assertThat(provenance.at("/counts/module-2/samples-trained").asLong()).isEqualTo(48);
        assertThat(provenance.at("/data/skipped").propertyNames()).containsExactly("broken.wav");
    }

    @Test
    void shouldRunAndShowItWhenThousandsOfFilesAreSkipped() throws Exception {
        // given what a Mac leaves beside recordings on a disk that is not its own
        String twin = "._%s%%d_take0.wav".formatted("v".repeat(200));
        for (int i = 0; i < 10_000; i++) {
            Files.createFile(folder.resolve("recordings").resolve(twin.formatted(i)));
        }

        // when
        Process process = solera.train("--steps", "12", "--no-gateway");

        // then
        assertThat(solera.statusOf(process)).as(solera.text("err")).isZero();
        assertThat(solera.text("out")).contains("Skipped 10,001 that cannot be used; provenance.json names all:");
        assertThat(solera.text("err")).contains("steps 12 12 of 12");
        JsonNode provenance =
                new JsonMapper().readTree(solera.run("provenance.json").toFile());
        assertThat(provenance.get("outcome").asString()).isEqualTo("finished");
        assertThat(provenance.at("/data/skipped").size()).isEqualTo(10_001);
    }

    @Test
    void shouldAnswerAtTheGatewayWhileItRuns() throws Exception {
        // given
        Process process = solera.train("--steps", "1000000");
        await().atMost(SoleraProcess.PATIENCE).until(() -> solera.text("out").contains("Watch it at http"));

        // when
        URI gateway = URI.create(
                solera.text("out").replaceFirst("(?s).*Watch it at (http://\\S+).*", "$1") + "/api/pipeline");
        await().atMost(SoleraProcess.PATIENCE)
                .ignoreExceptions()
                .until(() -> get(gateway).statusCode() == 200);
        JsonNode topology = new JsonMapper().readTree(get(gateway).body());
        process.destroyForcibly();

        // then
        assertThat(topology.get("name").asString()).isEqualTo("tiny");
        assertThat(topology.get("modules").size()).isEqualTo(2);
        solera.statusOf(process);
    }

    @Test
    void shouldJoinClipsAndSaySoWhenAskedTo() throws Exception {
        // when
        Process process =
                solera.train("--epochs", "4", "--short-clips", "join-within:voice", "--set", "input.window=8192");

        // then
        assertThat(solera.statusOf(process)).as(solera.text("err")).isZero();
        assertThat(solera.text("out").lines())
                .filteredOn(line -> line.startsWith("Training uses the label voice"))
                .hasSize(2);
        JsonNode provenance =
                new JsonMapper().readTree(solera.run("provenance.json").toFile());
        assertThat(provenance.get("short-clips").asString()).isEqualTo("join-within:voice");
        assertThat(provenance.at("/counts/ingest/train").asLong()).isEqualTo(4 * 12);
        assertThat(provenance.at("/counts/module-2/samples-trained").asLong()).isEqualTo(4 * 12);
    }

    @Test
    void shouldLeaveEverythingButPicturesWhenThereAreNoFonts() throws Exception {
        // given
        Files.writeString(folder.resolve("none.conf"), "<?xml version=\"1.0\"?><fontconfig></fontconfig>");
        solera.environment().put("FONTCONFIG_FILE", folder.resolve("none.conf").toString());
        solera.options().add("-Duser.home=" + folder); // Java remembers fonts there
        solera.options().add("-DDJL_CACHE_DIR=" + Utils.getCacheDir());

        // when
        Process process = solera.train("--steps", "4", "--no-gateway");

        // then
        assertThat(solera.statusOf(process)).as(solera.text("err")).isZero();
        assertThat(solera.text("out")).contains("There are no pictures: this machine has no fonts", "Results are in");
        assertThat(Files.readAllLines(solera.run("accuracy.csv"))).hasSize(1 + 3);
        assertThat(Files.readString(solera.run("provenance.json"))).contains("\"finished\"");
        assertThat(solera.run("")).isDirectoryNotContaining(path -> path.endsWith("broker"));
    }

    @Test
    void shouldKeepTheLogAndNameItWhenTheEngineDoesNotStart() throws Exception {
        // given
        solera.options().add("-DENGINE_CACHE_DIR=" + folder.resolve("tiny.yaml"));

        // when
        Process process = solera.train("--steps", "4");

        // then
        assertThat(solera.statusOf(process)).isEqualTo(1);
        assertThat(solera.text("err").lines())
                .filteredOn(line -> line.startsWith("error: "))
                .singleElement()
                .asString()
                .endsWith("(details in " + solera.run("solera.log") + ")");
        assertThat(Files.readString(solera.run("solera.log"))).contains("command failed", "\tat ");
        assertThat(solera.run("")).isDirectoryNotContaining(path -> path.endsWith("broker"));
    }

    private static HttpResponse<String> get(URI address) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
    }
}
