package dev.solera.standalone.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.engine.ComputeDevice;
import dev.solera.ingest.corpus.Source;
import dev.solera.pipeline.PipelineDefinitions;
import dev.solera.standalone.report.RunFolder;
import dev.solera.standalone.stack.StandaloneStack;
import dev.solera.stream.TelemetryEvent.Accuracy;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.logging.LoggingSystem;

/**
 * What a run says of its accuracies while it learns is what its table says in the end.
 *
 * <p>Five points have to be more than chance: both accuracies are of the same 450 recordings, and differ by those that one of the two
 * gets right alone. Where these are a tenth, the difference has a standard deviation of sqrt(0.1 / 450), 1.5 points. Frames are four
 * times as many. A recording is one window, in the table as well as while modules learn, and probes look at each of them once.
 */
class RollingAccuracyTest {

    private static final String DEFINITION = """
            pipeline: rolling
            input: {kind: audio, sample-rate: 8000, window: 2048, normalise: none}
            batch: 8
            learning-rate: 1e-3
            seed: 1
            snapshot-samples: 64
            loss:
              prediction-steps: 2
              sub-window: 16
              negatives: {form: shared, count: 16, from: sequence}
            modules:
              - encoder: [{channels: 24, kernel: 16, stride: 8, padding: 0}]
              - encoder: [{channels: 24, kernel: 4, stride: 2, padding: 0}]
              - context: {hidden: 16}
            """;

    private static final int RATE = 8000;
    private static final int WINDOW = 2048;
    private static final int HELD_OUT = 450;
    private static final int TRAIN = 800;
    private static final int VOICES = 8;
    private static final int[] NOTES = {220, 330, 495};
    private static final long EPOCHS = 2;
    private static final double POINTS = 0.05;
    private static final String WINDOW_OF_THE_PROBE = "solera.probe.window";
    private static final String MEMORY_OF_THE_PROBE = "solera.probe.memory";
    private static final String FRAMES_OF_THE_PROBE = "solera.probe.frames-per-sample";
    private static final long SEED = 17;

    @TempDir
    private Path folder;

    @BeforeEach
    void lookBackOnAsManyWindowsAsTheTable() {
        System.setProperty(WINDOW_OF_THE_PROBE, Integer.toString(HELD_OUT));
        System.setProperty(MEMORY_OF_THE_PROBE, Integer.toString(TRAIN));
        System.setProperty(FRAMES_OF_THE_PROBE, "4");
        System.setProperty(LoggingSystem.SYSTEM_PROPERTY, LoggingSystem.NONE);
    }

    @AfterEach
    void behaveAsUsual() {
        System.clearProperty(WINDOW_OF_THE_PROBE);
        System.clearProperty(MEMORY_OF_THE_PROBE);
        System.clearProperty(FRAMES_OF_THE_PROBE);
        System.clearProperty(LoggingSystem.SYSTEM_PROPERTY);
    }

    @Test
    void shouldEndWithinFivePointsOfTheTableAtEveryDepth() throws Exception {
        // given
        Path recordings = Files.createDirectories(folder.resolve("recordings"));
        writeChoir(recordings);

        // when
        List<Accuracy> told = train(recordings);

        // then
        Map<String, Accuracy> rolling = new TreeMap<>();
        Map<String, Accuracy> table = new TreeMap<>();
        told.forEach(row -> (row.rolling() ? rolling : table)
                .put("%s at depth %d of the %s".formatted(row.label(), row.depth(), row.network()), row));
        assertThat(table).hasSize(2 * (1 + 3 + 3));
        assertThat(rolling.keySet()).isEqualTo(table.keySet());
        List<String> apart = new ArrayList<>();
        table.forEach((what, row) -> {
            double before = rolling.get(what).accuracy();
            if (Math.abs(before - row.accuracy()) > POINTS) {
                apart.add("%s: %.3f at last, %.3f in the table".formatted(what, before, row.accuracy()));
            }
        });
        assertThat(apart).as("seed %d", SEED).isEmpty();
        // and there is something to tell, which has to be learned and voted on
        assertThat(table.get("voice at depth 3 of the trained").accuracy()).isBetween(0.3, 0.97);
    }

    private List<Accuracy> train(Path recordings) throws Exception {
        List<Accuracy> told = new CopyOnWriteArrayList<>();
        Map<String, Object> ingest = Map.of(
                "solera.ingest.source",
                recordings.toString(),
                "solera.ingest.labels",
                "(?<voice>\\d)_(?<take>\\d+)",
                "solera.ingest.held-out",
                "take<" + HELD_OUT,
                "solera.ingest.frame-labels",
                "note=" + folder.resolve("notes.ctm"),
                "solera.ingest.epochs",
                EPOCHS);
        var settings = new TrainSettings(
                PipelineDefinitions.parse(DEFINITION),
                List.of(ComputeDevice.CPU),
                ingest,
                Optional.empty(),
                folder.resolve("run"),
                Optional.empty(),
                "test",
                List.of());
        RunFolder run = RunFolder.create(settings.out());
        Source source = Acceptance.of(settings, System.err).source();
        try (Preparation prepared = Preparation.of(settings.definition(), run, System.err);
                StandaloneStack stack = StandaloneStack.start(
                        Services.of(settings, source, run, prepared.broker().bootstrapServers()),
                        prepared.broker().death(),
                        event -> {
                            if (event instanceof Accuracy accuracy) {
                                told.add(accuracy);
                            }
                        })) {
            stack.await();
        }
        return told;
    }

    /** Recordings of one window: eight voices by the strength of their overtones, each singing notes that change every eighth. */
    private void writeChoir(Path recordings) throws IOException {
        SplittableRandom random = new SplittableRandom(SEED);
        List<String> notes = new ArrayList<>();
        for (int take = 0; take < HELD_OUT + TRAIN; take++) {
            int voice = take % VOICES;
            String name = "%d_%d".formatted(voice, take);
            float[] samples = new float[WINDOW];
            int eighth = samples.length / 8;
            for (int part = 0; part < 8; part++) {
                int note = random.nextInt(NOTES.length);
                notes.add("%s 1 %.4f %.4f n%d"
                        .formatted(name, part * eighth / (double) RATE, eighth / (double) RATE, note));
                sing(samples, part * eighth, eighth, voice, NOTES[note], random);
            }
            write(recordings.resolve(name + ".wav"), samples);
        }
        Files.write(folder.resolve("notes.ctm"), notes);
    }

    private static void sing(float[] samples, int from, int length, int voice, int hertz, SplittableRandom random) {
        double pitch = hertz * (1 + 0.03 * random.nextGaussian());
        for (int i = from; i < from + length; i++) {
            double sum = 0.35 * random.nextGaussian();
            for (int overtone = 0; overtone < 3; overtone++) {
                double strength = (voice >> overtone & 1) == 0 ? 0.15 : 0.25;
                sum += strength * Math.sin(2 * Math.PI * (1 + 2 * overtone) * pitch * i / RATE);
            }
            samples[i] = (float) sum;
        }
    }

    /** 32-bit floats. */
    private static void write(Path file, float[] samples) throws IOException {
        ByteBuffer wav = ByteBuffer.allocate(44 + 4 * samples.length).order(ByteOrder.LITTLE_ENDIAN);
        wav.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(36 + 4 * samples.length);
        wav.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16);
        wav.putShort((short) 3).putShort((short) 1).putInt(RATE).putInt(4 * RATE);
        wav.putShort((short) 4).putShort((short) 32);
        wav.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(4 * samples.length);
        for (float sample : samples) {
            wav.putFloat(sample);
        }
        Files.write(file, wav.array());
    }
}
