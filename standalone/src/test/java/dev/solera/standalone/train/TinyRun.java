package dev.solera.standalone.train;

import dev.solera.engine.ComputeDevice;
import dev.solera.ingest.IngestProperties;
import dev.solera.ingest.corpus.Corpus;
import dev.solera.ingest.plan.SampleSequence;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import dev.solera.pipeline.Placement;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/** A run of two small modules on tones, in this process. */
final class TinyRun {

    static final int BATCH = 4;

    private static final int RATE = 8000;
    private static final int SAMPLES = RATE / 4;
    /** Several steps of the last layer of {@link #WIDE}, and so little of a recording that most losses of the first miss it. */
    private static final int BANG = SAMPLES / 5;

    static final String DEFINITION = """
            pipeline: tiny
            input: {kind: audio, sample-rate: 8000, window: 2048, normalise: none}
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

    /** Its last layer takes so long stretches that every loss there sees all of a recording. */
    static final String WIDE = DEFINITION.replace(
            "context: {hidden: 16}", "encoder: [{channels: 16, kernel: 12, stride: 12, padding: 0}]");

    private final PipelineDefinition definition;
    private final Path recordings;
    private final Map<String, Object> ingest;
    private final StringWriter out = new StringWriter();

    /** @param recordings a new folder, which gets {@code count} of them */
    TinyRun(Path recordings, int count, long steps) throws IOException {
        this(DEFINITION, recordings, count, steps);
    }

    TinyRun(String definition, Path recordings, int count, long steps) throws IOException {
        this.definition = PipelineDefinitions.parse(definition);
        this.recordings = Files.createDirectories(recordings);
        this.ingest = Map.of("solera.ingest.source", recordings.toString(), "solera.ingest.steps", steps);
        for (int number = 0; number < count; number++) {
            writeTone(number, 0.5f);
        }
    }

    void begin(Path folder) throws InterruptedException {
        begin(folder, "1,2");
    }

    void begin(Path folder, String placement) throws InterruptedException {
        begin(definition.placed(Placement.parse(placement)), Optional.empty(), folder);
    }

    /** @param earlier folder of the run whose parameters it begins with */
    void beginFrom(Path earlier, Path folder) throws InterruptedException {
        begin(definition, Optional.of(earlier.resolve("modules")), folder);
    }

    private void begin(PipelineDefinition placed, Optional<Path> from, Path folder) throws InterruptedException {
        var settings = new TrainSettings(
                placed, List.of(ComputeDevice.CPU), ingest, from, folder, Optional.empty(), "test", List.of());
        TrainRun.begin(settings, new PrintWriter(out), silent());
    }

    void resume(Path folder) throws InterruptedException {
        try (EarlierRun earlier = EarlierRun.open(folder)) {
            TrainRun.resume(
                    earlier,
                    earlier.settings(ComputeDevice.CPU, Optional.empty(), "test"),
                    new PrintWriter(out),
                    silent());
        }
    }

    private static PrintStream silent() {
        return new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    }

    /** Number of the recording whose first turn is the last of all that are trained on, and of the step then. */
    Map.Entry<Integer, Long> lastMet() {
        IngestProperties properties = IngestSettings.check(new HashMap<>(ingest));
        Corpus corpus = properties.openCorpus(definition);
        SampleSequence sequence = new SampleSequence(definition, corpus, properties.length(), 1);
        Map<Integer, Long> met = new HashMap<>();
        long trained = 0;
        for (var next = sequence.next(); next.isPresent(); next = sequence.next()) {
            var sample = next.orElseThrow();
            if (sample.purpose() == dev.solera.activation.Purpose.TRAIN) {
                met.putIfAbsent(sample.recording(), 1 + trained++ / BATCH);
            }
        }
        var last = met.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow();
        String name = corpus.recordings().get(last.getKey()).name();
        return Map.entry(Integer.parseInt(name.replaceAll("\\D", "")), last.getValue());
    }

    /** A wav file of 32-bit floats; of every amplitude it has the same size. */
    void writeTone(int number, float amplitude) throws IOException {
        writeTone(number, amplitude, Float.NaN);
    }

    /** The same with a while in its middle that is so loud. */
    void writeTone(int number, float amplitude, float bang) throws IOException {
        writeTone(recordings.resolve("tone%d.wav".formatted(number)), number, amplitude, bang);
    }

    /** Wav files of these names, each of another pitch. */
    static void writeTones(Path folder, List<String> names) throws IOException {
        for (int number = 0; number < names.size(); number++) {
            writeTone(folder.resolve(names.get(number) + ".wav"), number, 0.5f, Float.NaN);
        }
    }

    private static void writeTone(Path file, int number, float amplitude, float bang) throws IOException {
        SplittableRandom random = new SplittableRandom(number);
        ByteBuffer wav = ByteBuffer.allocate(44 + 4 * SAMPLES).order(ByteOrder.LITTLE_ENDIAN);
        wav.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(36 + 4 * SAMPLES);
        wav.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16);
        wav.putShort((short) 3)
                .putShort((short) 1)
                .putInt(RATE)
                .putInt(4 * RATE)
                .putShort((short) 4);
        wav.putShort((short) 32).put("data".getBytes(StandardCharsets.US_ASCII)).putInt(4 * SAMPLES);
        double hertz = 150 + 20 * (number % 20);
        for (int i = 0; i < SAMPLES; i++) {
            double tone = Math.sin(2 * Math.PI * hertz * i / RATE) + 0.3 * (random.nextDouble() - 0.5);
            boolean loud = !Float.isNaN(bang) && Math.abs(i - SAMPLES / 2) < BANG / 2;
            wav.putFloat(loud ? bang : (float) (amplitude * tone));
        }
        Files.write(file, wav.array());
    }
}
