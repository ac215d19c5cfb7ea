package dev.solera.standalone.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.solera.standalone.Solera;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
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
              - encoder: [{channels: 16, kernel: 10, stride: 5, padding: 2}]
              - context: {hidden: 16}
            """;

    @TempDir
    private Path folder;

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
        assertThat(Files.readAllLines(run("metrics.csv"))).hasSize(1 + 2 * 12);
        assertThat(Files.readAllLines(run("accuracy.csv"))).hasSize(1 + 3);
        JsonNode provenance = new JsonMapper().readTree(run("provenance.json").toFile());
        assertThat(provenance.get("outcome").asString()).isEqualTo("finished");
        assertThat(provenance.at("/counts/module-2/samples-trained").asLong()).isEqualTo(48);
        assertThat(provenance.at("/data/skipped").propertyNames()).containsExactly("broken.wav");
    }

    @Test
    void shouldEvaluateWhatThereIsWhenInterrupted() throws Exception {
        // given
        Process process = solera("--steps", "1000000", "--no-gateway");
        await().atMost(PATIENCE).until(() -> Files.exists(run("metrics.csv")) && Files.size(run("metrics.csv")) > 500);

        // when
        new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();

        // then
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(text("err")).isZero();
        assertThat(Files.readAllLines(run("accuracy.csv"))).hasSize(1 + 3);
        assertThat(Files.readString(run("provenance.json"))).contains("\"ended early\"");
        assertThat(run("")).isDirectoryNotContaining(path -> path.endsWith("broker"));
    }

    private Process solera(String... more) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Solera.class.getName(),
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
        command.addAll(List.of(more));
        return new ProcessBuilder(command)
                .redirectOutput(file("out"))
                .redirectError(file("err"))
                .start();
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
