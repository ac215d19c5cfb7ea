package dev.solera.standalone.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.djl.util.Utils;
import dev.solera.pipeline.PipelineDefinitions;
import dev.solera.standalone.Solera;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The command as users run it: a process of its own, with its status, its two streams and its folder. */
class SoleraProcessTest {

    private static final int RATE = 8000;
    private static final int VOICES = 2;
    private static final int TAKES = 8;
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private static final String TINY = """
            pipeline: tiny
            input: {kind: audio, sample-rate: 8000, window: 2048}
            batch: 4
            learning-rate: 1e-3
            seed: 1
            loss:
              prediction-steps: 2
              sub-window: 16
              negatives: {form: shared, count: 16, from: sequence}
            modules:
              - encoder: [{channels: 16, kernel: 10, stride: 10, padding: 0}]
              - context: {hidden: 16}
            """;

    @TempDir
    private Path folder;

    /** Quick to start: most of what they do is starting. */
    private final List<String> options = new ArrayList<>(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));

    private final List<Process> started = new ArrayList<>();

    /** As somebody has it who runs the services on a cluster. */
    private final Map<String, String> environment = new HashMap<>(Map.of(
            "SPRING_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1",
            "SPRING_KAFKA_SECURITY_PROTOCOL", "SASL_SSL",
            "SOLERA_RUN", "another",
            "SOLERA_INGEST_MINUTES", "1"));

    @BeforeEach
    void writeRecordings() throws IOException {
        Files.writeString(folder.resolve("tiny.yaml"), TINY);
        Path recordings = Files.createDirectory(folder.resolve("recordings"));
        for (int voice = 0; voice < VOICES; voice++) {
            for (int take = 0; take < TAKES; take++) {
                writeTone(recordings.resolve("voice%d_take%d.wav".formatted(voice, take)), 200 + 150 * voice, take);
            }
        }
        Files.writeString(recordings.resolve("broken.wav"), "no sound");
    }

    @AfterEach
    void endWhatStillRuns() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void shouldLeaveAWholeRunFolderWhenItEnds() throws Exception {
        // when
        Process process = solera("--steps", "12", "--probe", "all");

        // then
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(text("err")).isZero();
        assertThat(text("out"))
                .contains("16 recordings, 4 of them held out", "broken.wav", "Held-out voice accuracy by depth");
        assertThat(text("err")).contains("steps 12 12 of 12").doesNotContain("Exception", "WARN");
        assertThat(run("")).isDirectoryNotContaining(path -> path.endsWith("broker"));
        assertThat(run("modules/1.safetensors")).isNotEmptyFile();
        assertThat(run("modules/2.safetensors")).isNotEmptyFile();
        assertThat(run("losses.png")).isNotEmptyFile();
        assertThat(run("accuracy-by-depth.png")).isNotEmptyFile();
        assertThat(PipelineDefinitions.load(run("pipeline.yaml").toString()))
                .isEqualTo(PipelineDefinitions.load(folder.resolve("tiny.yaml").toString()));
        assertThat(Files.readAllLines(run("metrics.csv"))).hasSize(1 + 2 * 12);
        assertThat(Files.readAllLines(run("accuracy.csv")))
                .hasSize(1 + 3)
                .startsWith("depth,label,trained,untrained,raw,held_out_samples,interval,per_class")
                .element(3)
                .asString()
                .matches(
                        "2,voice,[01]\\.\\d{4},[01]\\.\\d{4},[01]\\.\\d{4},4,[01]\\.\\d{4}-[01]\\.\\d{4},[01]\\.\\d{4}");
        JsonNode provenance = new JsonMapper().readTree(run("provenance.json").toFile());
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
        Process process = solera("--steps", "12", "--no-gateway");

        // then
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(text("err")).isZero();
        assertThat(text("out")).contains("Skipped 10,001 that cannot be used; provenance.json names all:");
        assertThat(text("err")).contains("steps 12 12 of 12");
        JsonNode provenance = new JsonMapper().readTree(run("provenance.json").toFile());
        assertThat(provenance.get("outcome").asString()).isEqualTo("finished");
        assertThat(provenance.at("/data/skipped").size()).isEqualTo(10_001);
    }

    @Test
    void shouldEvaluateWhatThereIsWhenInterrupted() throws Exception {
        // given
        Process process = solera("--steps", "1000000", "--no-gateway");
        await().atMost(PATIENCE).until(() -> Files.exists(run("metrics.csv")) && Files.size(run("metrics.csv")) > 500);

        // when
        interrupt(process);

        // then
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(text("err")).isZero();
        assertThat(Files.readAllLines(run("accuracy.csv"))).hasSize(1 + 3);
        assertThat(Files.readString(run("provenance.json"))).contains("\"ended early\"");
        assertThat(run("")).isDirectoryNotContaining(path -> path.endsWith("broker"));
    }

    @Test
    void shouldStopWithItsTablesWrittenAndGoOnLaterWhenInterruptedTwice() throws Exception {
        // given
        Process process = solera("--steps", "1000000", "--no-gateway");
        await().atMost(PATIENCE).until(() -> Files.exists(run("metrics.csv")) && Files.size(run("metrics.csv")) > 500);

        // when
        interrupt(process);
        interrupt(process);

        // then
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(text("err")).isEqualTo(130);
        assertThat(Files.readAllLines(run("metrics.csv")))
                .allSatisfy(row -> assertThat(row.split(",", -1)).hasSize(6));
        assertThat(run("accuracy.csv")).exists();
        assertThat(Files.readString(run("provenance.json"))).contains("\"stopped\"");
        assertThat(text("err")).contains("Stopped; solera resume " + run("") + " goes on with it.");

        // and when it is gone on with, nobody else can do so, and a Ctrl-C ends it early
        Process resumed = start(List.of("resume", run("").toString()));
        await().atMost(PATIENCE).until(() -> text("err").contains("| training"));
        Process another = start(List.of("resume", run("").toString()));
        assertThat(another.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(another.exitValue()).isEqualTo(2);
        assertThat(text("err"))
                .contains("error: run is %s, which is in use by process %d since "
                        .formatted(run("").toString(), resumed.pid()));
        interrupt(resumed);
        assertThat(resumed.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(resumed.exitValue()).isZero();
        assertThat(Files.readString(run("provenance.json")))
                .contains("\"ended early\"", "\"solera.standalone.gateway\" : \"false\"");
        assertThat(run("")).isDirectoryNotContaining(path -> path.endsWith("broker"));
    }

    @Test
    void shouldEvaluateWhatThereIsWhenInterruptedBeforeAnyServiceHasSaidAWord() throws Exception {
        // given
        Process process = solera("--steps", "1000000", "--no-gateway");
        await().atMost(PATIENCE).until(() -> Files.exists(run("metrics.csv")));

        // when
        interrupt(process);

        // then
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(text("err")).isZero();
        assertThat(text("err")).contains("ending early");
        assertThat(Files.readString(run("provenance.json"))).contains("\"ended early\"");
        assertThat(run("")).isDirectoryNotContaining(path -> path.endsWith("broker"));
    }

    @Test
    void shouldAnswerAtTheGatewayWhileItRuns() throws Exception {
        // given
        Process process = solera("--steps", "1000000");
        await().atMost(PATIENCE).until(() -> text("out").contains("/api/pipeline"));

        // when
        URI gateway = URI.create(text("out").replaceFirst("(?s).*(http://\\S+/api/pipeline).*", "$1"));
        await().atMost(PATIENCE).ignoreExceptions().until(() -> get(gateway).statusCode() == 200);
        JsonNode topology = new JsonMapper().readTree(get(gateway).body());
        process.destroyForcibly();

        // then
        assertThat(topology.get("name").asString()).isEqualTo("tiny");
        assertThat(topology.get("modules").size()).isEqualTo(2);
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void shouldJoinClipsAndSaySoWhenAskedTo() throws Exception {
        // when
        Process process = solera("--epochs", "4", "--short-clips", "join-within:voice", "--set", "input.window=8192");

        // then
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(text("err")).isZero();
        assertThat(text("out").lines())
                .filteredOn(line -> line.startsWith("Training uses the label voice"))
                .hasSize(2);
        JsonNode provenance = new JsonMapper().readTree(run("provenance.json").toFile());
        assertThat(provenance.get("short-clips").asString()).isEqualTo("join-within:voice");
        assertThat(provenance.at("/counts/ingest/train").asLong()).isEqualTo(4 * 12);
        assertThat(provenance.at("/counts/module-2/samples-trained").asLong()).isEqualTo(4 * 12);
    }

    @Test
    void shouldLeaveEverythingButPicturesWhenThereAreNoFonts() throws Exception {
        // given
        Files.writeString(folder.resolve("none.conf"), "<?xml version=\"1.0\"?><fontconfig></fontconfig>");
        environment.put("FONTCONFIG_FILE", folder.resolve("none.conf").toString());
        options.add("-Duser.home=" + folder); // Java remembers fonts there
        options.add("-DDJL_CACHE_DIR=" + Utils.getCacheDir());

        // when
        Process process = solera("--steps", "4", "--no-gateway");

        // then
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(text("err")).isZero();
        assertThat(text("out")).contains("There are no pictures: this machine has no fonts", "Results are in");
        assertThat(Files.readAllLines(run("accuracy.csv"))).hasSize(1 + 3);
        assertThat(Files.readString(run("provenance.json"))).contains("\"finished\"");
        assertThat(run("")).isDirectoryNotContaining(path -> path.endsWith("broker"));
    }

    @Test
    void shouldKeepTheLogAndNameItWhenTheEngineDoesNotStart() throws Exception {
        // given
        options.add("-DENGINE_CACHE_DIR=" + folder.resolve("tiny.yaml"));

        // when
        Process process = solera("--steps", "4");

        // then
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(1);
        assertThat(text("err").lines())
                .filteredOn(line -> line.startsWith("error: "))
                .singleElement()
                .asString()
                .endsWith("(details in " + run("solera.log") + ")");
        assertThat(Files.readString(run("solera.log"))).contains("command failed", "\tat ");
        assertThat(run("")).isDirectoryNotContaining(path -> path.endsWith("broker"));
    }

    @Test
    void shouldEndWithTheSameFilesWhenKilledAndResumed() throws Exception {
        // given an undisturbed run
        int steps = 100;
        options.add("-Dsolera.module.checkpoint.steps=10");
        Process undisturbed = solera("--steps", Integer.toString(steps), "--no-gateway");
        assertThat(undisturbed.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        Files.move(run(""), folder.resolve("undisturbed"));

        // and one that is killed in the middle
        Process killed = solera("--steps", Integer.toString(steps), "--no-gateway");
        await().atMost(PATIENCE)
                .until(() -> Files.exists(run("metrics.csv")) && Files.size(run("metrics.csv")) > 2_000);
        killed.destroyForcibly().waitFor();
        assertThat(run("accuracy.csv")).doesNotExist();
        assertThat(run("checkpoints/main/module-2")).isDirectoryContaining("glob:**.checkpoint");

        // when
        Process resumed = start(List.of("resume", run("").toString()));

        // then
        assertThat(resumed.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(resumed.exitValue()).as(text("err")).isZero();
        for (String file : List.of("modules/1.safetensors", "modules/2.safetensors", "accuracy.csv")) {
            assertThat(run(file))
                    .hasSameBinaryContentAs(folder.resolve("undisturbed").resolve(file));
        }
        assertThat(Files.readAllLines(run("metrics.csv"))).hasSize(1 + 2 * steps);
        assertThat(Files.readString(run("provenance.json"))).contains("\"finished\"");
        assertThat(run("")).isDirectoryNotContaining(path -> path.endsWith("broker") || path.endsWith("checkpoints"));

        // and a loop without Kafka comes to the same, and notices where it does not
        Process reproduced = start(List.of("reproduce", run("").toString()));
        assertThat(reproduced.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(reproduced.exitValue()).as(text("err")).isZero();
        assertThat(text("out")).contains("Same bits in every parameter of every module.");
        byte[] parameters = Files.readAllBytes(run("modules/2.safetensors"));
        parameters[parameters.length - 1] ^= 1;
        Files.write(run("modules/2.safetensors"), parameters);
        reproduced = start(List.of("reproduce", run("").toString()));
        assertThat(reproduced.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(reproduced.exitValue()).isEqualTo(1);
        assertThat(text("err")).contains("fault: module 2: ", "differs in 1 of ");

        // and a run that has ended cannot be gone on with
        Process again = start(List.of("resume", run("").toString()));
        assertThat(again.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(again.exitValue()).isEqualTo(2);
        assertThat(text("err")).contains("is finished; allowed: one that was cut off or stopped, or has failed");
    }

    private Process solera(String... more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                "train",
                "--pipeline",
                folder.resolve("tiny.yaml").toString(),
                "--data",
                folder.resolve("recordings").toString(),
                "--labels",
                "(?<voice>voice\\d)_take(?<take>\\d)",
                "--held-out",
                "take<2",
                "--out",
                run("").toString()));
        arguments.addAll(List.of(more));
        return start(arguments);
    }

    /** A shell makes what it starts in the background deaf to the signal of Ctrl-C; the tests may be such a job. */
    private Process start(List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Solera.class.getName()));
        command.addAll(arguments);
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(file("out")).redirectError(file("err"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        started.add(process);
        return process;
    }

    private static void interrupt(Process process) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
    }

    private static HttpResponse<String> get(URI address) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
    }

    private Path run(String name) {
        return folder.resolve("run").resolve(name);
    }

    private File file(String stream) {
        return folder.resolve(stream + ".txt").toFile();
    }

    private String text(String stream) throws IOException {
        return Files.readString(file(stream).toPath());
    }

    private static void writeTone(Path file, double hertz, long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] samples = new byte[2 * RATE / 2];
        for (int i = 0; i < samples.length / 2; i++) {
            double value = Math.sin(2 * Math.PI * hertz * i / RATE) + 0.3 * (random.nextDouble() - 0.5);
            short sample = (short) (10_000 * value);
            samples[2 * i] = (byte) sample;
            samples[2 * i + 1] = (byte) (sample >> 8);
        }
        AudioFormat format = new AudioFormat(RATE, 16, 1, true, false);
        try (var sound = new AudioInputStream(new ByteArrayInputStream(samples), format, samples.length / 2)) {
            AudioSystem.write(sound, AudioFileFormat.Type.WAVE, file.toFile());
        }
    }
}
