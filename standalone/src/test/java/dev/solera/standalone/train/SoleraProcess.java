package dev.solera.standalone.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.standalone.ClassArchive;
import dev.solera.standalone.Solera;
import java.io.ByteArrayInputStream;
import java.io.IOException;
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

/** Starts the command as users do, each time as a process of its own, on a few recordings in a folder. */
final class SoleraProcess implements AutoCloseable {

    private static final int RATE = 8000;
    private static final int VOICES = 2;
    private static final int TAKES = 8;
    static final Duration PATIENCE = Duration.ofMinutes(3);

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

    private final Path folder;

    /** Quick to start: most of what they do is starting. */
    private final List<String> options = new ArrayList<>(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));

    private final List<Process> started = new ArrayList<>();

    /** Each process has files of its own, as others that still run would write over them. */
    private int files;

    /** As somebody has it who runs the services on a cluster. */
    private final Map<String, String> environment = new HashMap<>(Map.of(
            "SPRING_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1",
            "SPRING_KAFKA_SECURITY_PROTOCOL", "SASL_SSL",
            "SOLERA_RUN", "another",
            "SOLERA_INGEST_MINUTES", "1"));

    private SoleraProcess(Path folder) {
        this.folder = folder;
    }

    /** Tones of two voices, and a file that cannot be read. */
    static SoleraProcess withRecordings(Path folder) throws IOException {
        Files.writeString(folder.resolve("tiny.yaml"), TINY);
        Path recordings = Files.createDirectory(folder.resolve("recordings"));
        for (int voice = 0; voice < VOICES; voice++) {
            for (int take = 0; take < TAKES; take++) {
                writeTone(recordings.resolve("voice%d_take%d.wav".formatted(voice, take)), 200 + 150 * voice, take);
            }
        }
        Files.writeString(recordings.resolve("broken.wav"), "no sound");
        return new SoleraProcess(folder);
    }

    /** Java's options, for what is started from now on. */
    List<String> options() {
        return options;
    }

    /** Variables, for what is started from now on. */
    Map<String, String> environment() {
        return environment;
    }

    /** Trains on the recordings. */
    Process train(String... more) throws IOException, InterruptedException {
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
    Process start(List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.add(ClassArchive.option());
        command.addAll(List.of("-cp", ClassArchive.classPath(), Solera.class.getName()));
        command.addAll(arguments);
        files++;
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(file("out").toFile())
                .redirectError(file("err").toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        started.add(process);
        return process;
    }

    static void interrupt(Process process) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
    }

    /** Waits for its end. */
    int statusOf(Process process) throws InterruptedException {
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    Path run(String name) {
        return folder.resolve("run").resolve(name);
    }

    private Path file(String stream) {
        return folder.resolve("%s%d.txt".formatted(stream, files));
    }

    /** What the newest process has printed. */
    String text(String stream) throws IOException {
        return Files.readString(file(stream));
    }

    /** Ends what still runs. */
    @Override
    public void close() {
        started.forEach(Process::destroyForcibly);
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
