package dev.solera.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.solera.activation.Safetensors;
import dev.solera.activation.Sample;
import dev.solera.checkpoint.CrashPoint;
import dev.solera.harness.chaos.ChaosReport;
import dev.solera.harness.chaos.ChaosSettings;
import dev.solera.harness.chaos.Disturbance;
import dev.solera.ingest.IngestProperties;
import dev.solera.ingest.plan.RunLength;
import dev.solera.ingest.plan.SampleSequence;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import dev.solera.standalone.ClassArchive;
import dev.solera.standalone.Solera;
import dev.solera.standalone.report.RunProvenance;
import dev.solera.standalone.reproduce.Oracle;
import dev.solera.standalone.train.IngestSettings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * The promises of a run whose learning a clock or a person ends, and whose processes die around that moment: it has one end,
 * and every module has the bits of the lock-step loop up to there.
 */
@Timeout(value = 8, unit = TimeUnit.MINUTES)
class EndingSurvivalTest {

    private static final Duration PATIENCE = Duration.ofMinutes(6);
    private static final int EVALUATED = 40;
    private static final int RATE = 8000;
    private static final int RECORDINGS = 24;
    private static final String LABELS = "(?<voice>voice\\d)_take(?<take>\\d+)";
    private static final String HELD_OUT = "take<3";

    private static final String PIPELINE = """
            pipeline: ending
            input: {kind: audio, sample-rate: 8000, window: 2560}
            batch: 8
            learning-rate: 1e-3
            seed: 3
            wire: {precision: bfloat16, record-bytes: 65536, segment-bytes: 1048576, partitions: %d}
            flow: {lag-bound: 24, in-flight: 9}
            loss: {prediction-steps: 4, sub-window: 24, negatives: {form: shared, count: 16}}
            modules:
              - encoder: [{channels: 32, kernel: 10, stride: 5, padding: 2}]
              - encoder: [{channels: 32, kernel: 8, stride: 4, padding: 2}]
            """;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path folder;

    @Test
    void shouldEndOnceWithTheSameBitsWhenIngestAndModulesDieWhileAClockEndsLearning() throws Exception {
        // given
        ChaosSettings settings = new ChaosSettings(
                PipelineDefinitions.parse(PIPELINE.formatted(3)),
                SmallRun.ofMinutes(0.1, EVALUATED),
                100,
                5,
                50,
                Duration.ofSeconds(60),
                PATIENCE,
                SmallRun.options(),
                folder.resolve("run"));
        List<Disturbance> plan = List.of(
                new Disturbance.CrashAt("ingest", CrashPoint.LEARNING_ENDED, 1),
                new Disturbance.CrashAt("ingest", CrashPoint.EVALUATION_BEGUN, 1),
                new Disturbance.CrashAt("module-1", CrashPoint.EVALUATION_BEGUN, 1),
                new Disturbance.CrashAt("module-2", CrashPoint.EVALUATION_BEGUN, 1));

        // when
        ChaosReport report = SmallRun.disturbed(settings, plan);

        // then
        assertThat(report.faults()).isEmpty();
        assertThat(report.samplesUnseen()).isZero();
        assertThat(report.deaths()).hasSize(4);
    }

    @Test
    void shouldEndOnceWithTheSameBitsWhenARunDiesWhileAPersonEndsItsLearning() throws Exception {
        // given a run without an end in sight, that dies as soon as it is written down where learning ends
        PipelineDefinition definition = PipelineDefinitions.parse(PIPELINE.formatted(1));
        Path pipeline = Files.writeString(folder.resolve("ending.yaml"), PipelineDefinitions.format(definition));
        writeRecordings();
        Path run = folder.resolve("run");
        Process killed = solera(
                List.of("-D%s=%s".formatted(CrashPoint.PROPERTY, CrashPoint.LEARNING_ENDED.text())),
                "train",
                "--pipeline",
                pipeline.toString(),
                "--data",
                folder.resolve("recordings").toString(),
                "--labels",
                LABELS,
                "--held-out",
                HELD_OUT,
                "--steps",
                "1000000",
                "--no-gateway",
                "--out",
                run.toString());
        try {
            Path metrics = run.resolve("metrics.csv");
            await().atMost(PATIENCE).until(() -> Files.exists(metrics) && Files.size(metrics) > 2000);
            new ProcessBuilder("kill", "-INT", Long.toString(killed.pid()))
                    .start()
                    .waitFor();
            assertThat(killed.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(killed.exitValue()).as(printed()).isEqualTo(137);
        } finally {
            killed.destroyForcibly();
        }

        // when
        Process resumed = solera(List.of(), "resume", run.toString());
        try {
            assertThat(resumed.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } finally {
            resumed.destroyForcibly();
        }

        // then
        assertThat(resumed.exitValue()).as(printed()).isZero();
        RunProvenance provenance = RunProvenance.read(run.resolve("provenance.json"));
        assertThat(provenance.outcome()).isEqualTo("ended early");
        Map<String, Long> fed = provenance.counts().get("ingest");
        Oracle oracle = Oracle.of(definition, () -> samples(definition, fed.get("train") + fed.get("held-out")));
        for (int module = 1; module <= definition.depth(); module++) {
            Safetensors file = Safetensors.read(run.resolve("modules/%d.safetensors".formatted(module)));
            oracle.parameters()
                    .get(module - 1)
                    .forEach((name, parameter) ->
                            assertThat(file.tensor(name).floats()).as(name).containsExactly(parameter.values()));
        }
    }

    /** Few and short, so that the evaluation pass is. */
    private void writeRecordings() throws IOException {
        Files.createDirectory(folder.resolve("recordings"));
        AudioFormat format = new AudioFormat(RATE, 16, 1, true, false);
        for (int number = 0; number < RECORDINGS; number++) {
            byte[] noise = new byte[2 * RATE / 2];
            new Random(number).nextBytes(noise);
            String name = "recordings/voice%d_take%d.wav".formatted(number % 2, number / 2);
            try (var sound = new AudioInputStream(new ByteArrayInputStream(noise), format, noise.length / 2)) {
                AudioSystem.write(
                        sound, AudioFileFormat.Type.WAVE, folder.resolve(name).toFile());
            }
        }
    }

    private Iterator<Sample> samples(PipelineDefinition definition, long learned) {
        IngestProperties ingest = IngestSettings.check(Map.of(
                "solera.ingest.source",
                folder.resolve("recordings").toString(),
                "solera.ingest.labels",
                LABELS,
                "solera.ingest.held-out",
                HELD_OUT));
        SampleSequence sequence = new SampleSequence(
                definition, ingest.openCorpus(definition), new RunLength.Endless(), ingest.evaluationLimit());
        sequence.skip(0, learned);
        return Stream.generate(sequence::next)
                .takeWhile(Optional::isPresent)
                .map(Optional::orElseThrow)
                .iterator();
    }

    /** A shell makes what it starts in the background deaf to the signal of Ctrl-C; the tests may be such a job. */
    private Process solera(List<String> options, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(SmallRun.options());
        command.addAll(options);
        command.addAll(List.of("-cp", ClassArchive.classPath(), Solera.class.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("printed").toFile()))
                .start();
    }

    private String printed() throws IOException {
        return Files.readString(folder.resolve("printed"));
    }
}
