package dev.solera.standalone.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A run that is interrupted or killed, and resumed: the command as users run it, a process of its own. */
class SoleraInterruptionTest {

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
    void shouldEvaluateWhatThereIsWhenInterrupted() throws Exception {
        // given
        Process process = solera.train("--steps", "1000000", "--no-gateway");
        await().atMost(SoleraProcess.PATIENCE)
                .until(() -> Files.exists(solera.run("metrics.csv")) && Files.size(solera.run("metrics.csv")) > 500);

        // when
        SoleraProcess.interrupt(process);

        // then
        assertThat(solera.statusOf(process)).as(solera.text("err")).isZero();
        assertThat(Files.readAllLines(solera.run("accuracy.csv"))).hasSize(1 + 3);
        assertThat(Files.readString(solera.run("provenance.json"))).contains("\"ended early\"");
        assertThat(solera.run("")).isDirectoryNotContaining(path -> path.endsWith("broker"));
    }

    @Test
    void shouldEvaluateWhatThereIsWhenInterruptedWhileItIsPaused() throws Exception {
        // given
        Process process = solera.train("--steps", "1000000", "--port", "0");
        await().atMost(SoleraProcess.PATIENCE)
                .until(() -> Files.exists(solera.run("metrics.csv")) && Files.size(solera.run("metrics.csv")) > 500);
        String gateway = solera.text("out").replaceFirst("(?s).*Watch it at (http://[^\\s/]+).*", "$1");
        for (String service : List.of("ingest", "module-2")) {
            await().atMost(SoleraProcess.PATIENCE)
                    .ignoreExceptions()
                    .until(() -> post(gateway + "/api/services/" + service + "/pause") == 202);
        }
        await().atMost(SoleraProcess.PATIENCE).until(() -> paused(gateway).equals(Set.of("ingest", "module-2")));

        // when
        SoleraProcess.interrupt(process);

        // then
        assertThat(solera.statusOf(process)).as(solera.text("err")).isZero();
        assertThat(Files.readString(solera.run("provenance.json"))).contains("\"ended early\"");
    }

    private static boolean hasCheckpoint(Path module) throws IOException {
        if (!Files.isDirectory(module)) {
            return false;
        }
        try (Stream<Path> files = Files.list(module)) {
            return files.anyMatch(file -> file.toString().endsWith(".checkpoint"));
        }
    }

    private static int post(String uri) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(uri))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private static Set<String> paused(String gateway) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(gateway + "/api/run")).build();
        String run = HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
        Set<String> paused = new HashSet<>();
        for (JsonNode service : new JsonMapper().readTree(run).get("services")) {
            if (service.get("state").asString().equals("PAUSED")) {
                paused.add(service.get("name").asString());
            }
        }
        return paused;
    }

    @Test
    void shouldStopWithItsTablesWrittenAndGoOnLaterWhenInterruptedTwice() throws Exception {
        // given
        Process process = solera.train("--steps", "1000000", "--no-gateway");
        await().atMost(SoleraProcess.PATIENCE)
                .until(() -> Files.exists(solera.run("metrics.csv")) && Files.size(solera.run("metrics.csv")) > 500);

        // when: two signals at once may come to a process as one
        SoleraProcess.interrupt(process);
        await().atMost(SoleraProcess.PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> solera.text("err").contains("ending early"));
        SoleraProcess.interrupt(process);

        // then
        assertThat(solera.statusOf(process)).as(solera.text("err")).isEqualTo(130);
        assertThat(Files.readAllLines(solera.run("metrics.csv")))
                .allSatisfy(row -> assertThat(row.split(",", -1)).hasSize(8));
        assertThat(solera.run("accuracy.csv")).exists();
        assertThat(Files.readString(solera.run("provenance.json"))).contains("\"stopped\"");
        assertThat(solera.text("err")).contains("Stopped; solera resume " + solera.run("") + " goes on with it.");

        // and when it is resumed, nobody else can do so, and a Ctrl-C ends it early
        Process resumed = solera.start(List.of("resume", solera.run("").toString()));
        await().atMost(SoleraProcess.PATIENCE).until(() -> solera.text("err").contains("| training"));
        Process another = solera.start(List.of("resume", solera.run("").toString()));
        assertThat(solera.statusOf(another)).isEqualTo(2);
        assertThat(solera.text("err"))
                .contains("error: run is %s, which is in use by process %d since "
                        .formatted(solera.run("").toString(), resumed.pid()));
        SoleraProcess.interrupt(resumed);
        assertThat(solera.statusOf(resumed)).isZero();
        assertThat(Files.readString(solera.run("provenance.json")))
                .contains("\"ended early\"", "\"solera.standalone.gateway\" : \"false\"");
        assertThat(solera.run("")).isDirectoryNotContaining(path -> path.endsWith("broker"));
    }

    @Test
    void shouldEvaluateWhatThereIsWhenInterruptedBeforeAnyServiceHasSaidAWord() throws Exception {
        // given
        Process process = solera.train("--steps", "1000000", "--no-gateway");
        await().atMost(SoleraProcess.PATIENCE).until(() -> Files.exists(solera.run("metrics.csv")));

        // when
        SoleraProcess.interrupt(process);

        // then
        assertThat(solera.statusOf(process)).as(solera.text("err")).isZero();
        assertThat(solera.text("err")).contains("ending early");
        assertThat(Files.readString(solera.run("provenance.json"))).contains("\"ended early\"");
        assertThat(solera.run("")).isDirectoryNotContaining(path -> path.endsWith("broker"));
    }

    @Test
    void shouldEndWithTheSameFilesWhenKilledAndResumed() throws Exception {
        // given an undisturbed run
        int steps = 100;
        solera.options().add("-Dsolera.module.checkpoint.steps=10");
        Process undisturbed = solera.train("--steps", Integer.toString(steps), "--no-gateway");
        assertThat(solera.statusOf(undisturbed)).isZero();
        Files.move(solera.run(""), folder.resolve("undisturbed"));

        // and one that is killed in the middle
        Process killed = solera.train("--steps", Integer.toString(steps), "--no-gateway");
        await().atMost(SoleraProcess.PATIENCE)
                .until(() -> Files.exists(solera.run("metrics.csv"))
                        && Files.size(solera.run("metrics.csv")) > 2_000
                        && hasCheckpoint(solera.run("checkpoints/main/module-2")));
        killed.destroyForcibly().waitFor();
        assertThat(solera.run("accuracy.csv")).doesNotExist();

        // when
        Process resumed = solera.start(List.of("resume", solera.run("").toString()));

        // then
        assertThat(solera.statusOf(resumed)).as(solera.text("err")).isZero();
        for (String file : List.of("modules/1.safetensors", "modules/2.safetensors", "accuracy.csv")) {
            assertThat(solera.run(file))
                    .hasSameBinaryContentAs(folder.resolve("undisturbed").resolve(file));
        }
        assertThat(Files.readAllLines(solera.run("metrics.csv"))).hasSize(1 + 2 * steps);
        assertThat(Files.readString(solera.run("provenance.json"))).contains("\"finished\"");
        assertThat(solera.run(""))
                .isDirectoryNotContaining(path -> path.endsWith("broker") || path.endsWith("checkpoints"));

        // and a loop without Kafka comes to the same, and notices where it does not
        Process reproduced = solera.start(List.of("reproduce", solera.run("").toString()));
        assertThat(solera.statusOf(reproduced)).as(solera.text("err")).isZero();
        assertThat(solera.text("out")).contains("Same bits in every parameter of every module.");
        byte[] parameters = Files.readAllBytes(solera.run("modules/2.safetensors"));
        parameters[parameters.length - 1] ^= 1;
        Files.write(solera.run("modules/2.safetensors"), parameters);
        reproduced = solera.start(List.of("reproduce", solera.run("").toString()));
        assertThat(solera.statusOf(reproduced)).isEqualTo(1);
        assertThat(solera.text("err")).contains("fault: module 2: ", "differs in 1 of ");

        // and a run that has ended cannot be resumed
        Process again = solera.start(List.of("resume", solera.run("").toString()));
        assertThat(solera.statusOf(again)).isEqualTo(2);
        assertThat(solera.text("err")).contains("is finished; allowed: one that was cut off or stopped, or has failed");
    }
}
